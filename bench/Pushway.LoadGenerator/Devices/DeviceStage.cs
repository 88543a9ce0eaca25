namespace Pushway.LoadGenerator.Devices;

/// <summary>How far a device has come.</summary>
internal enum DeviceStage
{
    Closed,
    Connecting,
    AwaitingConnack,
    AwaitingSuback,
    AwaitingPong,
    Ready,
}
