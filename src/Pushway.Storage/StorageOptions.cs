using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Pushway.Storage;

/// <summary>Where state is kept and how durably.</summary>
public sealed class StorageOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>Sqlite (default) or Postgres.</summary>
    [EnumDataType(typeof(StorageEngine))]
    public StorageEngine Engine { get; set; } = StorageEngine.Sqlite;

    /// <summary>PostgreSQL: an Npgsql connection string. Needed with that engine.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>SQLite: the database file. The host sets it to <c>pushway.db</c> in the data directory.</summary>
    public string? Path { get; set; }

    /// <summary>SQLite: Full (default) waits for the disk at every commit, Normal only at checkpoints.</summary>
    [EnumDataType(typeof(SqliteSynchronous))]
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>SQLite: writes that may wait for the writer before a caller waits itself. Default 4,096: a fifth of a
    /// second of work at the measured 20,000 rows/s.</summary>
    [Range(1, 1_000_000)]
    public int WriteQueue { get; set; } = 4_096;

    /// <summary>SQLite: writes that share a commit at most. Default 1,024; what queued during the previous commit is
    /// usually less.</summary>
    [Range(1, 100_000)]
    public int WriteBatch { get; set; } = 1_024;

    /// <summary>SQLite: connections that read at the same time. Default 4.</summary>
    [Range(1, 256)]
    public int Readers { get; set; } = 4;

    /// <summary>PostgreSQL: connections of this node at most. Default 20, so that four nodes fit into the server's
    /// default of 100.</summary>
    [Range(1, 1_000)]
    public int MaxConnections { get; set; } = 20;

    /// <summary>PostgreSQL: how often a transaction that lost a race (deadlock, serialization, key taken meanwhile) is
    /// run again. Default 10.</summary>
    [Range(0, 100)]
    public int Retries { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Engine == StorageEngine.Postgres && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult("Postgres needs a connection string.", [nameof(ConnectionString)]);
        if (Engine == StorageEngine.Sqlite && string.IsNullOrWhiteSpace(Path))
            yield return new ValidationResult("Sqlite needs a path.", [nameof(Path)]);
    }
}

/// <summary>Checks <see cref="StorageOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
