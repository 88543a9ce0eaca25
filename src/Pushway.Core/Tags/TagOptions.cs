using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Core.Tags;

/// <summary>Limits of tags and of uploads to them.</summary>
public sealed class TagOptions
{
    public const string Section = "Tags";

    /// <summary>Tags an app may have. Default 1,000: each is asked for when a user's tags are listed.</summary>
    [Range(1, 10_000)] public int MaxPerApp { get; set; } = 1_000;

    /// <summary>User ids of one upload. Default 500,000 (MPS).</summary>
    [Range(1, 100_000_000)] public int MaxUploadIds { get; set; } = 500_000;

    /// <summary>Largest body of an upload, in bytes. Default 104,857,600 (MPS: 100 MB).</summary>
    [Range(1_024, 2_000_000_000)] public int MaxUploadBytes { get; set; } = 104_857_600;

    /// <summary>Uploads a node takes at once. Default 4: they share the store with pushes.</summary>
    [Range(1, 100)] public int MaxUploads { get; set; } = 4;
}

[OptionsValidator]
public sealed partial class TagOptionsValidator : IValidateOptions<TagOptions>;
