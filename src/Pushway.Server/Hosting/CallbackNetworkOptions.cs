namespace Pushway.Server.Hosting;

/// <summary>Which addresses callbacks may go to.</summary>
internal sealed class CallbackNetworkOptions
{
    public const string Section = "Callbacks";

    /// <summary>Whether callbacks may go to private and loopback addresses. Default true: self-hosted application servers live there.
    /// Link-local and cloud metadata addresses are never allowed.</summary>
    public bool AllowPrivateAddresses { get; set; } = true;
}
