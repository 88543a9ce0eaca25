namespace Pushway.Core.Pushes;

/// <summary>Where a push is. The values are stored.</summary>
public enum PushState
{
    Scheduled = 0,
    Running = 1,
    Paused = 2,
    Done = 3,
    Revoked = 4,
}
