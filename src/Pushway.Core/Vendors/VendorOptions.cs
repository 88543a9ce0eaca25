using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Vendors;

/// <summary>How messages are handed to vendor channels.</summary>
public sealed class VendorOptions
{
    public const string Section = "Vendors";

    /// <summary>Messages a vendor channel is handed at once. Default 100.</summary>
    [Range(1, 1_000)] public int BatchSize { get; set; } = 100;

    /// <summary>Batches under way at once, for each vendor channel. Default 4. With <see cref="BatchSize"/> it bounds what a crash
    /// leaves unclear.</summary>
    [Range(1, 64)] public int Parallel { get; set; } = 4;

    /// <summary>Seconds a vendor has to answer; then it is unclear whether it has the message. Default 10.</summary>
    [Range(1, 120)] public int TimeoutSeconds { get; set; } = 10;

    /// <summary>New messages that wait in memory for each vendor channel; more are read from the database when their turn comes. Default 4,096.</summary>
    [Range(1, 1_000_000)] public int MemoryQueue { get; set; } = 4_096;

    /// <summary>How often a message is repeated of which it is unclear whether the vendor has it. Default 4.</summary>
    [Range(0, 100)] public int MaxRepeats { get; set; } = 4;

    /// <summary>Seconds before the first further try; doubled for each more. A vendor's own Retry-After comes first. Default 1.</summary>
    [Range(1, 3_600)] public int FirstRetrySeconds { get; set; } = 1;

    /// <summary>Longest pause between tries, in seconds. Default 300.</summary>
    [Range(1, 86_400)] public int MaxRetrySeconds { get; set; } = 300;
}

[OptionsValidator]
public sealed partial class VendorOptionsValidator : IValidateOptions<VendorOptions>;
