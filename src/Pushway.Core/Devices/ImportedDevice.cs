namespace Pushway.Core.Devices;

/// <summary>A device that another push service knew under this id, and its vendor token there.</summary>
public sealed record ImportedDevice(DeviceId Id, VendorToken? Token);

/// <summary>What became of an imported device.</summary>
public enum ImportOutcome
{
    /// <summary>It is there and has not connected yet.</summary>
    Imported,

    /// <summary>A device of this id is in use here: what it says itself is newer.</summary>
    InUse,

    /// <summary>Another device that is in use here has reported the token since.</summary>
    TokenInUse,
}
