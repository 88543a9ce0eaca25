namespace Pushway.Storage;

/// <summary>What an acknowledged write survives on SQLite.</summary>
public enum SqliteSynchronous
{
    /// <summary>A power cut: every commit waits for the disk.</summary>
    Full,

    /// <summary>A crash of the process; a power cut may take the last commits.</summary>
    Normal,
}
