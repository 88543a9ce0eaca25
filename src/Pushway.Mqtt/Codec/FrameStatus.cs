namespace Pushway.Mqtt.Codec;

/// <summary>Whether the bytes so far hold a packet.</summary>
public enum FrameStatus
{
    /// <summary>A whole packet was taken off the buffer.</summary>
    Complete,

    /// <summary>More bytes are needed; the buffer is as it was.</summary>
    Incomplete,

    /// <summary>No bytes to come can make this a packet; the buffer is as it was.</summary>
    Invalid,
}
