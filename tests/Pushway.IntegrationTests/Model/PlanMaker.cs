using Pushway.Core.Events;

namespace Pushway.IntegrationTests.Model;

/// <summary>Draws a plan from a seed.</summary>
internal sealed class PlanMaker(int seed)
{
    /// <summary>Names a device that is never registered.</summary>
    public const string Stranger = "stranger";

    public static readonly IReadOnlyList<string> Devices = ["d0", "d1", "d2"];
    public static readonly IReadOnlyList<string> Users = ["ann", "ben"];
    private static readonly string[] CollapseKeys = ["score", "news"];
    private static readonly ClientEventKind[] Events = Enum.GetValues<ClientEventKind>();
    private static readonly int[] Ttls = [3, 10, 3_600, 3_600, 3_600];
    private static readonly int[] Pauses = [1, 2, 4, 11, 30];
    private static readonly ushort[] Windows = [1, 2, 10, 10];
    private static readonly Manner[] Manners = [Manner.Confirm, Manner.Confirm, Manner.Withhold, Manner.Withhold, Manner.Refuse];

    private readonly Random _random = new(seed);
    private int _pushes;
    private long _timestamp = 100;

    public Plan Make()
    {
        var actors = new[] { new List<Command>(), new List<Command>() };
        for (var left = _random.Next(8, 26); left > 0; left--) actors[_random.Next(2)].Add(Next());
        // Both begin with what makes anything happen at all.
        foreach (var actor in actors) actor.InsertRange(0, [new RegisterDevice(Any(Devices)), Connect()]);
        var crashes = Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Next(5, 140)).Distinct().Order().ToList();
        return new Plan(seed, actors, crashes);
    }

    private Command Next() => _random.Next(100) switch
    {
        < 27 => new MakePush(Push()),
        < 31 when _pushes > 0 => new PausePush(_random.Next(_pushes)),
        < 33 when _pushes > 0 => new ResumePush(_random.Next(_pushes)),
        < 36 when _pushes > 0 => new RecallPush(_random.Next(_pushes)),
        < 38 when _pushes > 0 => new RecallMessage(_random.Next(_pushes), _random.Next(2)),
        < 44 when _pushes > 0 => new ReportEvent(Any(Devices), _random.Next(_pushes), Any(Events), _random.Next(5) == 0),
        < 50 => Connect(),
        < 56 => new LeaveDevice(Any(Devices), _random.Next(2) == 0),
        < 62 => new Behave(Any(Devices), Any(Manners)),
        < 65 => new ConfirmHeld(Any(Devices)),
        < 76 => new BindUser(Any(Devices), Any(Users), Timestamp()),
        < 82 => new UnbindUser(Any(Devices), _random.Next(3) == 0 ? null : Any(Users), Timestamp()),
        < 84 => new ReportDevice(Any(Devices)),
        < 88 when _pushes > 0 => new RepeatPush(_random.Next(_pushes), (RepeatKind)_random.Next(4)),
        < 95 => new AdvanceClock(Any(Pauses)),
        _ => new RegisterDevice(Any(Devices)),
    };

    private ConnectDevice Connect() => new(Any(Devices), Any(Windows));

    private PushSpec Push()
    {
        var kind = (PushKind)Math.Min(2, _random.Next(7) / 3);
        var targets = kind switch
        {
            PushKind.Devices => Some(_random.Next(8) == 0 ? [.. Devices, Stranger] : Devices),
            PushKind.Users => Some(Users),
            PushKind.Everyone => [],
        };
        return new PushSpec(
            _pushes++, kind, targets, _random.Next(3) == 0 ? Any(CollapseKeys) : null,
            _random.Next(3) == 0 ? _random.Next(10) : 0, Any(Ttls), _random.Next(2) == 0);
    }

    /// <summary>Mostly one; more are left to the worker.</summary>
    private List<string> Some(IReadOnlyList<string> all)
    {
        var some = all.OrderBy(_ => _random.Next()).ToList();
        return _random.Next(3) > 0 ? some[..1] : some[.._random.Next(1, some.Count + 1)];
    }

    /// <summary>Later than those before, or now and then a stale one.</summary>
    private long Timestamp()
    {
        _timestamp += 10;
        return _random.Next(5) == 0 ? _timestamp - _random.Next(5, 60) : _timestamp;
    }

    private T Any<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
