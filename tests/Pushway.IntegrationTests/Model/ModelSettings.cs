namespace Pushway.IntegrationTests.Model;

/// <summary>Bounds small enough to be met in a short sequence.</summary>
internal static class ModelSettings
{
    public const int MaxWaiting = 3;
    public const int ResolveNowLimit = 1;

    public static Dictionary<string, string?> Node { get; } = new()
    {
        ["Push:MaxWaiting"] = $"{MaxWaiting}",
        ["Push:ResolveNowLimit"] = $"{ResolveNowLimit}",
    };
}
