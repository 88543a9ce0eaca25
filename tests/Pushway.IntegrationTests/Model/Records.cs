using Pushway.Core.Pushes;

namespace Pushway.IntegrationTests.Model;

/// <summary>A push as its caller knows it.</summary>
internal sealed class PushRecord(PushSpec spec, long calledAt)
{
    public PushSpec Spec { get; } = spec;

    public long CalledAt { get; } = calledAt;

    /// <summary>Known as soon as it is committed.</summary>
    public string? Id { get; set; }

    /// <summary>When its caller had the answer; for ever in the future before.</summary>
    public long AnsweredAt { get; set; } = long.MaxValue;

    public Reading? Reading { get; set; }

    public bool MayBePaused { get; set; }

    /// <summary>A pause was answered, and nobody has begun to resume it since it was called.</summary>
    public bool IsHeld { get; set; }

    public int Resumes { get; set; }

    public int ResumesUnderWay { get; set; }

    /// <summary>Targets of recalls; null is the whole push.</summary>
    public HashSet<string?> RecallsCalled { get; } = [];

    public HashSet<string?> Recalled { get; } = [];

    public bool MayBeRecalled(string? target) => RecallsCalled.Contains(null) || RecallsCalled.Contains(target);

    public bool IsRecalled(string? target) => Recalled.Contains(null) || Recalled.Contains(target);

    /// <summary>Its deliveries exist since acceptance and do not depend on who is bound.</summary>
    public bool HasOrder => Spec.Kind != PushKind.Users && IsResolvedAtOnce;

    public bool IsResolvedAtOnce => Spec.Targets.Count <= ModelSettings.ResolveNowLimit;
}

/// <summary>A device as its owner knows it.</summary>
internal sealed class DeviceRecord(string name)
{
    public string Name { get; } = name;

    /// <summary>The user by the newest binding that was answered.</summary>
    public string? User { get; set; }

    public long Epoch { get; set; } = -1;

    /// <summary>Binding calls without an answer: whom each would bind.</summary>
    public List<string?> Begun { get; } = [];

    public HashSet<string> Confirmed { get; } = [];

    public HashSet<string> Refused { get; } = [];

    public HashSet<string> Received { get; } = [];

    /// <summary>Messages it was told to take back.</summary>
    public HashSet<string> Recalled { get; } = [];

    /// <summary>What is for this user may be here.</summary>
    public bool MayHave(string user) => User == user || Begun.Contains(user);
}

/// <summary>A connection of a device.</summary>
internal sealed class LinkRecord(DeviceRecord device, long openedAt)
{
    public DeviceRecord Device { get; } = device;

    public long OpenedAt { get; } = openedAt;

    public List<(string Id, PushRecord Push)> Received { get; } = [];

    public HashSet<string> Recalled { get; } = [];
}

/// <summary>What was seen of a message so far.</summary>
internal sealed class MessageRecord(Item item, long seenAt)
{
    public Item Item { get; set; } = item;

    /// <summary>When it was first seen in its state.</summary>
    public long StateSince { get; set; } = seenAt;

    /// <summary>The ends that were seen, in order; a message may come back after one.</summary>
    public List<DeliveryState> Ends { get; } = [];
}
