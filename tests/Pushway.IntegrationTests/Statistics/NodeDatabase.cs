using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pushway.Storage;
using Pushway.Storage.Postgres;
using Pushway.Storage.Sqlite;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Statistics;

/// <summary>The database of a node that runs, to read beside it.</summary>
internal static class NodeDatabase
{
    public static Database Open(NodeProcess node)
    {
        if (node.ConnectionString is { } connection)
        {
            return new PostgresDatabase(
                Options.Create(new StorageOptions { Engine = StorageEngine.Postgres, ConnectionString = connection }),
                NullLogger<PostgresDatabase>.Instance);
        }
        var options = new StorageOptions { Engine = StorageEngine.Sqlite, Path = Path.Combine(node.Data, "pushway.db") };
        return new SqliteDatabase(Options.Create(options), TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
    }
}
