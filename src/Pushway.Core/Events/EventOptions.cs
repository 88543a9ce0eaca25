using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Events;

/// <summary>How many events a device may report.</summary>
public sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>Events that one device may report at once. Default 1,000: some for each of the messages that waited while it was away.</summary>
    [Range(100, 100_000)] public int Burst { get; set; } = 1_000;

    /// <summary>Events a second that one device may report in the long run. Default 20.</summary>
    [Range(1, 10_000)] public int PerSecond { get; set; } = 20;
}

[OptionsValidator]
public sealed partial class EventOptionsValidator : IValidateOptions<EventOptions>;
