namespace Pushway.Storage.Sql;

/// <summary>Which locks come after which: those of one rank do not share names, nor stripes, with those of another.</summary>
internal enum LockRank
{
    /// <summary>Users, and the few names of the whole installation.</summary>
    First = 0,

    /// <summary>Those whose messages may replace each other.</summary>
    Second = 1,
}
