namespace Pushway.Core.Devices;

/// <summary>What is needed to check a device's secret: the generation it is derived from, and until when the one before counts.</summary>
public readonly record struct DeviceCredential(int Generation, DateTimeOffset? PreviousValidUntil, bool IsProvisional)
{
    /// <summary>The generation of a device that was imported under its old id and has not used a secret of ours yet: its migration token counts.</summary>
    public const int Unclaimed = 0;

    public bool IsUnclaimed => Generation == Unclaimed;
}
