using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Pushes;

/// <summary>Limits of one push call, and of what may wait.</summary>
public sealed class PushOptions
{
    public const string Section = "Push";

    /// <summary>Devices or users one call may name. Default 1,000 (issue: up to 1,000 targets a call).</summary>
    [Range(1, 100_000)] public int MaxTargets { get; set; } = 1_000;

    /// <summary>Size of a whole notification, what only vendors get included, as JSON in UTF-8 bytes. Default 16,384; vendors take 2 to 4 KB.</summary>
    [Range(256, 262_144)] public int MaxContentBytes { get; set; } = 16_384;

    /// <summary>Members of a notification's extras. Default 20 (MPS).</summary>
    [Range(0, 1_000)] public int MaxExtras { get; set; } = 20;

    /// <summary>Members of the extras of one target's own. Default 9 (MPS: fewer than 10).</summary>
    [Range(0, 1_000)] public int MaxTargetExtras { get; set; } = 9;

    /// <summary>Size of all notifications of a call whose targets have values or extras of their own: each is stored. Default 4,194,304:
    /// 1,000 targets with what vendors take.</summary>
    [Range(16_384, 268_435_456)] public int MaxOwnContentBytes { get; set; } = 4_194_304;

    /// <summary>Validity when the call names none, in seconds. Default 86,400 (one day).</summary>
    [Range(1, 604_800)] public int DefaultTtlSeconds { get; set; } = 86_400;

    /// <summary>Calls with more targets than this are resolved by the worker, page by page, not inside the call. Default 100.</summary>
    [Range(1, 1_000)] public int ResolveNowLimit { get; set; } = 100;

    /// <summary>Devices that an estimate of an audience looks at before it says "at least". Default 100,000: some tenths of a second.</summary>
    [Range(1, 10_000_000)] public int MaxEstimated { get; set; } = 100_000;

    /// <summary>Messages that may wait for one device, and for one user who is bound nowhere; broadcasts do not count. One more ends the
    /// oldest of the lowest priority. Default 100: more than a person reads, and few enough for one read when a device connects.</summary>
    [Range(1, 10_000)] public int MaxWaiting { get; set; } = 100;
}

[OptionsValidator]
public sealed partial class PushOptionsValidator : IValidateOptions<PushOptions>;
