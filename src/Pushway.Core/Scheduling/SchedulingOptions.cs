using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Scheduling;

/// <summary>Limits of what may be planned.</summary>
public sealed class SchedulingOptions
{
    public const string Section = "Scheduling";

    /// <summary>How far ahead a push may start, in days. Default 366: each occurrence is a row, and a daily push of a year has 366.</summary>
    [Range(1, 3_660)] public int MaxDaysAhead { get; set; } = 366;

    /// <summary>Scheduled pushes of an app that have yet to start, or to start again. Default 1,000.</summary>
    [Range(1, 1_000_000)] public int MaxPerApp { get; set; } = 1_000;
}

[OptionsValidator]
public sealed partial class SchedulingOptionsValidator : IValidateOptions<SchedulingOptions>;
