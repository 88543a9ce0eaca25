using Pushway.Core.Audiences;
using Pushway.Core.Pushes;

namespace Pushway.Storage.Pushes;

/// <summary>A call's targets: all that are to be served, those among them with a key, and repeats of a (key, target)
/// inside the call.</summary>
internal sealed record TargetSorting(List<NumberedTarget> Targets, List<NumberedTarget> Keyed, List<NumberedTarget> Repeats)
{
    /// <summary>A push to everyone names nobody; its own key is that of a target without a name.</summary>
    public static TargetSorting Of(NewPush push)
    {
        var (named, own) = (push.Audience.Targets, push.Own);
        if (push is { Audience.Kind: AudienceKind.Everyone, Task.Key: { } key }) return new TargetSorting([], [new NumberedTarget(0, "", key, null)], []);
        var sorting = new TargetSorting(new List<NumberedTarget>(named.Count), [], []);
        HashSet<(string?, string)>? seen = null;
        for (var i = 0; i < named.Count; i++)
        {
            var target = new NumberedTarget(i + 1, named[i].Id, named[i].Key, own?[i]);
            if (target.Key is null)
            {
                sorting.Targets.Add(target);
                continue;
            }
            seen ??= [];
            if (seen.Add((target.Key, target.Id)))
            {
                sorting.Targets.Add(target);
                sorting.Keyed.Add(target);
            }
            else
            {
                sorting.Repeats.Add(target);
            }
        }
        return sorting;
    }

    public TargetSorting Without(List<DuplicateTarget> duplicates)
    {
        if (duplicates.Count == 0) return this;
        var known = duplicates.Select(duplicate => (duplicate.Key, duplicate.Target)).ToHashSet();
        bool IsFresh(NumberedTarget target) => target.Key is null || !known.Contains((target.Key, target.Id));
        return new TargetSorting(Targets.FindAll(IsFresh), Keyed.FindAll(IsFresh), Repeats.FindAll(IsFresh));
    }
}
