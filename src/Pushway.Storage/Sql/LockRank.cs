namespace Pushway.Storage.Sql;

/// <summary>Which locks come after which: those of one rank do not share names, nor stripes, with those of another.</summary>
internal enum LockRank
{
    /// <summary>Users, and what happens once in an installation.</summary>
    First = 0,

    /// <summary>Those whose messages may replace each other.</summary>
    Second = 1,

    /// <summary>Devices that are looked at for broadcasts.</summary>
    Third = 2,

    /// <summary>The numbering of broadcasts.</summary>
    Fourth = 3,
}
