namespace Pushway.Storage;

/// <summary>The databases Pushway keeps its state in.</summary>
public enum StorageEngine
{
    /// <summary>One file beside the node; for one node.</summary>
    Sqlite,

    /// <summary>A server of its own; for any number of nodes.</summary>
    Postgres,
}
