using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Gateway;

/// <summary>Limits of the device gateway.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Messages that may be sent to one device and not confirmed yet; a smaller Receive Maximum of the device counts. The rest stays in the store. Default 64.</summary>
    [Range(1, 1_024)] public int MaxInflight { get; set; } = 64;

    /// <summary>Largest packet accepted from a device, in bytes. Default 65,536.</summary>
    [Range(1_024, 1_048_576)] public int MaxPacketBytes { get; set; } = 65_536;

    /// <summary>Seconds between opening a connection and its CONNECT. Default 10.</summary>
    [Range(1, 300)] public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Longest keep-alive, in seconds; MQTT 5 devices that ask for more, or for none, are told this one. Default 1,200.</summary>
    [Range(10, 65_535)] public int MaxKeepAliveSeconds { get; set; } = 1_200;

    /// <summary>Seconds after which a message that a device has not confirmed shows as Sent in its trace. Default 2.</summary>
    [Range(1, 3_600)] public int SentNoteSeconds { get; set; } = 2;
}

[OptionsValidator]
public sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
