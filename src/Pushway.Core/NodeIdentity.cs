namespace Pushway.Core;

/// <summary>Who this process is: a name people recognise in traces, and an incarnation that no other run ever has, which owns leases.</summary>
public sealed record NodeIdentity(string Name, string Incarnation)
{
    public static NodeIdentity Create(string name) => new(name, $"{name}/{Guid.CreateVersion7():N}");
}
