using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Receipts;

/// <summary>How receipts are sent to application servers.</summary>
public sealed class CallbackOptions
{
    public const string Section = "Callbacks";

    /// <summary>Receipts in one request at most. Default 100.</summary>
    [Range(1, 1_000)] public int BatchSize { get; set; } = 100;

    /// <summary>Requests under way at once, over all apps. Default 4.</summary>
    [Range(1, 64)] public int Parallel { get; set; } = 4;

    /// <summary>Seconds an application server has to answer. Default 10.</summary>
    [Range(1, 60)] public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds before the first repeat; doubled for each further one. Default 1.</summary>
    [Range(1, 3_600)] public int FirstRetrySeconds { get; set; } = 1;

    /// <summary>Longest pause between repeats, in seconds. Default 900.</summary>
    [Range(1, 86_400)] public int MaxRetrySeconds { get; set; } = 900;

    /// <summary>Hours after which a receipt that nobody took is given up. Default 24 (design: independent retries over 24 h).</summary>
    [Range(1, 168)] public int GiveUpHours { get; set; } = 24;

    /// <summary>Days that a given-up receipt is kept, to be looked at and sent again. Default 30, as long as deliveries.</summary>
    [Range(1, 400)] public int KeepDeadDays { get; set; } = 30;
}

[OptionsValidator]
public sealed partial class CallbackOptionsValidator : IValidateOptions<CallbackOptions>;
