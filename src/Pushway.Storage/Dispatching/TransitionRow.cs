using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Dispatching;

/// <summary>A step of a delivery that is no column of its row.</summary>
internal sealed record TransitionRow(
    long Delivery, DateTimeOffset At, DeliveryState State, string? Channel, string? Node, string? Detail)
{
    private const int MaxDetail = 500;

    private static readonly RowSet<(long Id, TransitionRow Row)> Set = new(
        "r",
        new NumberColumn<(long Id, TransitionRow Row)>("delivery_id", row => row.Row.Delivery),
        new NumberColumn<(long Id, TransitionRow Row)>("transition_id", row => row.Id),
        new NumberColumn<(long Id, TransitionRow Row)>("happened_at", row => row.Row.At.Ms()),
        new NumberColumn<(long Id, TransitionRow Row)>("state", row => (int)row.Row.State),
        new TextColumn<(long Id, TransitionRow Row)>("channel", row => row.Row.Channel),
        new TextColumn<(long Id, TransitionRow Row)>("node", row => row.Row.Node),
        new TextColumn<(long Id, TransitionRow Row)>("detail", row => Shorten(row.Row.Detail)));

    public static async ValueTask AddAsync(Session session, List<TransitionRow> rows)
    {
        if (rows.Count == 0) return;
        var ids = await session.NextIdsAsync(rows.Count);
        await session.InsertAsync("delivery_transitions", Set, rows.Select((row, i) => (ids[i], row)).ToList());
    }

    /// <summary>What a vendor says may be a page of HTML.</summary>
    private static string? Shorten(string? text)
    {
        if (text is null || text.Length <= MaxDetail) return text;
        return char.IsHighSurrogate(text[MaxDetail - 1]) ? text[..(MaxDetail - 1)] : text[..MaxDetail];
    }
}
