using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas.Actions;

/// <summary>Which page of a list is wanted; the first is 1.</summary>
internal sealed record PageParameters(int Number, int Size)
{
    private const int MaxNumber = 1_000_000;

    public int Skip => (int)Math.Min((long)(Number - 1) * Size, int.MaxValue);

    public static PageParameters Read(CallParameters parameters, string numberName, int defaultSize, int maxSize)
    {
        var (number, size) = (parameters.Number(numberName) ?? 1, parameters.Number("PageSize") ?? defaultSize);
        if (number is < 1 or > MaxNumber) throw new RefusedCallException($"{numberName} must be 1 to {MaxNumber}.");
        return size >= 1 && size <= maxSize
            ? new PageParameters((int)number, (int)size)
            : throw new RefusedCallException($"PageSize must be 1 to {maxSize}.");
    }
}
