namespace Pushway.Server.Security;

/// <summary>Where the installation's own secret is.</summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>File with the master key: 32 bytes in base64. Default: <c>master.key</c> in the data directory, made on first start.</summary>
    public string? MasterKeyFile { get; set; }
}
