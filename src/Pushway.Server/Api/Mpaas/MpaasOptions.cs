using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Server.Api.Mpaas;

/// <summary>The server API of mPaaS: limits, and what its documents leave open.</summary>
internal sealed class MpaasOptions
{
    public const string Section = "Mpaas";

    /// <summary>Calls a second that one access key may make, and that many at once. Default 5,000: what one node takes; the original's gateway has 100.</summary>
    [Range(1, 1_000_000)] public int CallsPerSecond { get; set; } = 5_000;

    /// <summary>Signature nonces that are remembered for the 15 minutes in which a call could be repeated; with more, calls are refused.
    /// Default 5,000,000: 5,000 calls a second, some 200 MB.</summary>
    [Range(1_000, 100_000_000)] public int MaxNonces { get; set; } = 5_000_000;

    /// <summary>Seconds after which a call that the database has not answered is told so. Default 2: the clients give up after 3.</summary>
    [Range(1, 60)] public int AnswerSeconds { get; set; } = 2;

    /// <summary>Code of successes of the template actions: 200 as in the SDK's samples, which one client needs, or 100 as in the result table.</summary>
    [Required, AllowedValues("100", "200")] public string TemplateSuccessCode { get; set; } = "200";

    /// <summary>The IANA time zone in which days of statistics begin and schedules are meant. Default Asia/Shanghai, where the original is.</summary>
    [Required] public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>What the numbers of ThirdChannel in PushReport mean. Only 4 and 5 are known of the original.</summary>
    [Required]
    public string ThirdChannels { get; set; } = "2=apns,4=xiaomi,5=huawei,6=fcm,7=oppo,8=vivo,9=honor,10=harmony,11=meizu";
}

[OptionsValidator]
internal sealed partial class MpaasOptionsValidator : IValidateOptions<MpaasOptions>;
