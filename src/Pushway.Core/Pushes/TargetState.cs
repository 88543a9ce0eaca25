namespace Pushway.Core.Pushes;

/// <summary>Where a named target is. The values are stored; open ones come first.</summary>
public enum TargetState
{
    /// <summary>Not resolved yet, or resolved and not confirmed by any device.</summary>
    Pending = 0,

    /// <summary>No device is bound to this user; waits for one.</summary>
    NoBinding = 1,
    Done = 2,
    Expired = 3,
    Revoked = 4,
    Rejected = 5,
}
