using System.CommandLine;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pushway.LoadGenerator.Measuring;
using Pushway.LoadGenerator.Registry;

namespace Pushway.LoadGenerator.Commands;

/// <summary><c>seed</c>: a registry of many devices and users, written straight into a database that a node has migrated.</summary>
internal static class SeedCommand
{
    public static Command Create()
    {
        var devices = TargetOptions.Number("--devices", 1_000_000, "Devices.");
        var users = TargetOptions.Number("--users", 200_000, "Users; most have one to three devices.");
        var sqlite = new Option<string?>("--sqlite") { Description = "The database file of a node that does not run.", HelpName = "FILE" };
        var postgres = new Option<string?>("--postgres") { Description = "The database of a node, as an Npgsql connection string.", HelpName = "TEXT" };
        var force = new Option<bool>("--force") { Description = "Also if the database has devices." };
        var command = new Command("seed", "Fill a database with devices, users, vendor tokens, reports and histories; the same sizes give the same ids.")
        {
            devices, users, sqlite, postgres, force,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (count, people) = (parsed.GetValue(devices), parsed.GetValue(users));
            try
            {
                if (count < 1 || people < 1) throw new LoadException("--devices and --users are at least 1");
                await using var writer = await OpenAsync(parsed.GetValue(sqlite), parsed.GetValue(postgres), cancellation);
                var shape = new RegistryShape(count, people);
                await using var progress = new ProgressLine();
                var seeding = new Seeding(shape, progress);
                await seeding.RunAsync(writer, parsed.GetValue(force), cancellation);
                await Console.Out.WriteLineAsync(
                    $"{count:N0} devices, {shape.Bound:N0} of them bound to {people:N0} users, in {seeding.Seconds:F0} s");
                return 0;
            }
            catch (Exception exception) when (exception is LoadException or SqliteException or NpgsqlException)
            {
                await Console.Error.WriteLineAsync($"seed: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    private static async Task<IRegistryWriter> OpenAsync(string? sqlite, string? postgres, CancellationToken cancellation) =>
        (sqlite, postgres) switch
        {
            ({ } file, null) => new SqliteRegistryWriter(file),
            (null, { } text) => await PostgresRegistryWriter.OpenAsync(text, cancellation),
            _ => throw new LoadException("one of --sqlite and --postgres is needed"),
        };
}
