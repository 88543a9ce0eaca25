namespace Pushway.Core.Events;

/// <summary>What a device can say of a message it has. The values are stored.</summary>
public enum ClientEventKind
{
    /// <summary>The device has it: as good as a PUBACK, also for a message that came through a vendor.</summary>
    Received = 0,

    /// <summary>It was put before the user.</summary>
    Displayed = 1,

    /// <summary>The user opened it.</summary>
    Opened = 2,

    /// <summary>The user wiped it away.</summary>
    Dismissed = 3,

    /// <summary>The device has it, and the user's settings keep it from being shown.</summary>
    BlockedBySettings = 4,
}

/// <summary>The names of client events on the wire; stable words, part of the API.</summary>
public static class ClientEventNames
{
    /// <summary>Null for a word that is no event.</summary>
    public static ClientEventKind? Parse(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("received"u8)) return ClientEventKind.Received;
        if (name.SequenceEqual("displayed"u8)) return ClientEventKind.Displayed;
        if (name.SequenceEqual("opened"u8)) return ClientEventKind.Opened;
        if (name.SequenceEqual("dismissed"u8)) return ClientEventKind.Dismissed;
        return name.SequenceEqual("blocked_by_settings"u8) ? ClientEventKind.BlockedBySettings : null;
    }

    public static string Of(ClientEventKind kind) => kind switch
    {
        ClientEventKind.Received => "received",
        ClientEventKind.Displayed => "displayed",
        ClientEventKind.Opened => "opened",
        ClientEventKind.Dismissed => "dismissed",
        ClientEventKind.BlockedBySettings => "blocked_by_settings",
    };
}
