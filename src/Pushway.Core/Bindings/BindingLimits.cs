namespace Pushway.Core.Bindings;

/// <summary>Bounds of bindings.</summary>
public static class BindingLimits
{
    /// <summary>Devices a user may be bound on; one more unbinds the longest inactive.</summary>
    public const int DevicesPerUser = 100;

    /// <summary>Longest user id, in characters (MPS: 64 for targets; ours is wider).</summary>
    public const int UserIdLength = 128;
}
