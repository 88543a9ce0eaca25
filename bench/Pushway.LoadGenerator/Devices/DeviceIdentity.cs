namespace Pushway.LoadGenerator.Devices;

/// <summary>What a device connects with; an empty client id asks the gateway to issue one.</summary>
internal readonly record struct DeviceIdentity(string ClientId, string? Username, string? Password)
{
    public bool IsIssued => ClientId.Length > 0;
}
