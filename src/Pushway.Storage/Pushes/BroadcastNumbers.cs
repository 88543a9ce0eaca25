using Pushway.Core.Apps;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Pushes;

/// <summary>The numbers of an app's broadcasts, given when one becomes active.</summary>
internal static class BroadcastNumbers
{
    /// <summary>The lock under which broadcasts are numbered.</summary>
    public const string Lock = "broadcasts";

    private const string Next =
        "UPDATE apps SET broadcast_number = broadcast_number + 1 WHERE app = @app RETURNING broadcast_number";

    /// <summary>One broadcast at a time in the whole installation, so that numbers and push ids become visible in order.</summary>
    public static ValueTask LockAsync(Session session) => session.LockAsync([Lock], exclusive: true, LockRank.Fourth);

    public static async ValueTask<long> NextAsync(Session session, AppKey app)
    {
        var numbers = await session.QueryAsync(Next, static row => row.GetInt64(0), ("app", app.Value));
        return numbers.Count > 0 ? numbers[0] : throw new InvalidOperationException($"There is no app {app.Value}.");
    }
}
