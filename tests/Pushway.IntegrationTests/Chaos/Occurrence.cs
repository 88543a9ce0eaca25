namespace Pushway.IntegrationTests.Chaos;

/// <summary>Something that happened, as the outside saw it; its place in the history is the order in which it was seen.</summary>
internal abstract record Occurrence
{
    public int Sequence { get; set; }

    /// <summary>Since the run began.</summary>
    public TimeSpan At { get; set; }

    // Leaves out what the history shows itself.
    protected virtual bool PrintMembers(System.Text.StringBuilder builder) => false;
}

/// <summary>A push was asked for; the same again when the call failed, or just to try the key.</summary>
internal sealed record PushCalled(ChaosPush Push) : Occurrence;

internal sealed record PushAnswered(ChaosPush Push, string Id) : Occurrence;

internal sealed record PushFailed(ChaosPush Push, string How) : Occurrence;

/// <summary>Something about one device.</summary>
internal abstract record DeviceOccurrence(string Device) : Occurrence;

/// <summary>CONNECT is about to be sent; <paramref name="Connection"/> counts all connections of the run.</summary>
internal sealed record Connecting(string Device, int Connection) : DeviceOccurrence(Device);

internal sealed record Disconnected(string Device, int Connection, string Why) : DeviceOccurrence(Device);

/// <summary>A PUBLISH came; <paramref name="Target"/> is the user or device it names, or * of a broadcast.</summary>
internal sealed record Arrived(string Device, int Connection, string Push, string Target, string Id, string Payload)
    : DeviceOccurrence(Device);

/// <summary>A PUBACK is about to be sent.</summary>
internal sealed record Confirmed(string Device, int Connection, string Push, string Target, string Id)
    : DeviceOccurrence(Device);

/// <summary>A bind (<paramref name="User"/> given) or unbind was begun; <paramref name="Call"/> counts the device's.</summary>
internal sealed record BindingCalled(string Device, int Call, string? User) : DeviceOccurrence(Device);

/// <summary>The answer came: this user is bound now.</summary>
internal sealed record BindingAnswered(string Device, int Call, string? Bound) : DeviceOccurrence(Device);

/// <summary>Everything the node had sent on this connection before the answer of that call has arrived.</summary>
internal sealed record Fenced(string Device, int Connection, int Call) : DeviceOccurrence(Device);

/// <summary>Something happened to the node or its database.</summary>
internal sealed record Struck(string How) : Occurrence;
