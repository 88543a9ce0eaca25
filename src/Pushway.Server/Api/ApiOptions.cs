using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Server.Api;

/// <summary>Limits of the HTTP surfaces.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Largest body of a REST request, in bytes. Default 1,048,576: 1,000 targets with keys of full length fit.</summary>
    [Range(1_024, 67_108_864)] public int MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Largest body of a device RPC request, in bytes. Default 65,536: the longest report has about 5,000.</summary>
    [Range(1_024, 1_048_576)] public int MaxRpcBodyBytes { get; set; } = 65_536;
}

[OptionsValidator]
internal sealed partial class ApiOptionsValidator : IValidateOptions<ApiOptions>;
