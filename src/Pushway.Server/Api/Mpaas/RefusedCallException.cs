using Pushway.Server.Api.Mpaas.Answers;

namespace Pushway.Server.Api.Mpaas;

/// <summary>A parameter says something it must not; becomes the action's refusal at the edge.</summary>
internal sealed class RefusedCallException(Result result, string detail) : Exception(detail)
{
    public RefusedCallException(string detail)
        : this(ResultCodes.InvalidParam, detail)
    {
    }

    public Result Result { get; } = result;
}
