using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Core.Channels;
using Pushway.Core.Devices;
using Pushway.Core.Dispatching;
using Pushway.Core.Pushes;
using Pushway.Core.Receipts;
using Pushway.Storage;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Storage in a host: from settings to stores.</summary>
public sealed class StorageRegistrationTests(SqliteEngine engine)
{
    [Fact]
    public async Task Settings_choose_the_database_that_all_stores_share()
    {
        var path = (await engine.CreateAsync()).Path;
        await using var services = Build(("Storage:Path", path), ("Storage:Synchronous", "Normal"));
        await services.GetRequiredService<Database>().MigrateAsync(TestContext.Current.CancellationToken);

        services.GetRequiredService<IDeviceStore>().ShouldNotBeNull();
        services.GetRequiredService<IPushStore>().ShouldNotBeNull();
        services.GetRequiredService<IDeliveryStore>().ShouldNotBeNull();
        services.GetRequiredService<IReceiptStore>().ShouldNotBeNull();
        var apps = services.GetRequiredService<IAppStore>();
        (await apps.IsInitialisedAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
        File.Exists(path).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Storage:Readers", "0", "Readers")]
    [InlineData("Storage:WriteQueue", "0", "WriteQueue")]
    [InlineData("Storage:MaxConnections", "0", "MaxConnections")]
    [InlineData("Storage:Engine", "Postgres", "ConnectionString")]
    public async Task A_bad_setting_is_refused_by_name(string key, string value, string named)
    {
        await using var services = Build(("Storage:Path", "unused.db"), (key, value));

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<Database>())
            .Message.ShouldContain(named);
    }

    private static ServiceProvider Build(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddLogging().AddSingleton(TimeProvider.System).AddSingleton(VendorOrder.None);
        return services.AddPushwayStorage().BuildServiceProvider();
    }
}
