using Pushway.Core.Apps;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Apps, keys, callbacks and the installation's secrets.</summary>
public abstract class AppStoreContract(TestEngine engine) : StoreContract(engine)
{
    private static readonly AdminAccount Admin = new("admin", "hash", Now);

    private IAppStore Apps => Stores.Apps;

    [Fact]
    public async Task Marks_of_calls_are_kept_until_they_expire()
    {
        await Stores.Nonces.AddAsync(new NonceBatch(Now.AddMinutes(1), [1, 2]), Cancel);
        await Stores.Nonces.AddAsync(new NonceBatch(Now.AddMinutes(2), [3]), Cancel);

        (await Stores.Nonces.ReadAsync(Now, Cancel)).Select(static batch => batch.Marks).ShouldBe([[1, 2], [3]]);
        (await Stores.Nonces.ForgetAsync(Now.AddMinutes(1), 10, Cancel)).ShouldBe(1);
        (await Stores.Nonces.ReadAsync(Now, Cancel)).ShouldHaveSingleItem().ExpiresAt.ShouldBe(Now.AddMinutes(2));
        (await Stores.Nonces.ReadAsync(Now.AddMinutes(2), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Initialising_writes_administrator_app_and_keys_once()
    {
        (await Apps.IsInitialisedAsync(Cancel)).ShouldBeFalse();
        (await Apps.InitialiseAsync(Admin, New("first"), [Key("k1")], Cancel)).ShouldBeTrue();
        (await Apps.IsInitialisedAsync(Cancel)).ShouldBeTrue();
        (await Apps.InitialiseAsync(Admin, New("second"), [Key("k2")], Cancel)).ShouldBeFalse();

        var app = (await Apps.ListAppsAsync(Cancel)).Single(one => one.AppId == "first");
        (await Apps.ListKeysAsync(Cancel)).ShouldHaveSingleItem().App.ShouldBe(app.Key);
        (await Apps.ListAppsAsync(Cancel)).ShouldNotContain(one => one.AppId == "second");
    }

    [Fact]
    public async Task Nodes_that_initialise_at_the_same_time_write_one_app()
    {
        var racing = Enumerable.Range(0, 8).Select(i => Apps.InitialiseAsync(Admin, New($"app-{i}"), [Key($"k{i}")], Cancel));

        (await Task.WhenAll(racing)).Count(written => written).ShouldBe(1);
        (await Apps.ListKeysAsync(Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_app_is_unique_by_app_and_workspace()
    {
        var created = (await Apps.CreateAsync(New("shop"), Cancel))!;
        (await Apps.CreateAsync(New("shop"), Cancel)).ShouldBeNull();
        var elsewhere = (await Apps.CreateAsync(New("shop") with { WorkspaceId = "test" }, Cancel))!;

        elsewhere.Key.ShouldNotBe(created.Key);
        (await Apps.ListAppsAsync(Cancel)).ShouldContain(created);
        created.UserName.ShouldBe("shop@main");
    }

    [Fact]
    public async Task Keys_are_listed_oldest_first_and_revoked_once()
    {
        var older = new StoredKey("zz", App, KeyKind.Api, [1, 2], Now, null);
        var newer = new StoredKey("aa", App, KeyKind.Client, [3], Now.AddSeconds(1), null);
        await Apps.AddKeyAsync(newer, Cancel);
        await Apps.AddKeyAsync(older, Cancel);

        (await Apps.RevokeKeyAsync("zz", Now.AddHours(1), Cancel)).ShouldBeTrue();
        (await Apps.RevokeKeyAsync("zz", Now.AddHours(2), Cancel)).ShouldBeFalse();
        (await Apps.RevokeKeyAsync("none", Now, Cancel)).ShouldBeFalse();

        var keys = await Apps.ListKeysAsync(Cancel);
        keys.Select(key => (key.KeyId, key.App, key.Kind, key.CreatedAt, key.RevokedAt)).ShouldBe(
            [("zz", App, KeyKind.Api, Now, Now.AddHours(1)), ("aa", App, KeyKind.Client, Now.AddSeconds(1), null)]);
        keys[0].Secret.ShouldBe(older.Secret);
    }

    [Fact]
    public async Task A_callback_is_put_replaced_and_found()
    {
        (await Apps.FindCallbackAsync(App, Cancel)).ShouldBeNull();
        await Apps.PutCallbackAsync(App, new CallbackSettings("http://one/", ["delivered", "expired"], true), Cancel);
        await Apps.PutCallbackAsync(App, new CallbackSettings("http://two/", [], false), Cancel);

        var found = (await Apps.FindCallbackAsync(App, Cancel))!;
        (found.Url, found.Enabled).ShouldBe(("http://two/", false));
        found.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_events_of_a_callback_keep_their_order()
    {
        await Apps.PutCallbackAsync(App, new CallbackSettings("http://one/", ["expired", "delivered"], true), Cancel);
        (await Apps.FindCallbackAsync(App, Cancel))!.Events.ShouldBe(["expired", "delivered"]);
    }

    [Fact]
    public async Task Whoever_races_for_a_secret_gets_the_same()
    {
        var racing = Enumerable.Range(0, 8).Select(i => Apps.GetOrAddSecretAsync("signing", [(byte)i], Cancel));
        var secrets = await Task.WhenAll(racing);

        secrets.Select(secret => secret[0]).Distinct().Count().ShouldBe(1);
        (await Apps.GetOrAddSecretAsync("other", [99], Cancel)).ShouldBe([99]);
    }

    [Fact]
    public async Task The_key_ring_is_read_oldest_first()
    {
        await Apps.AddToKeyRingAsync("b", "<key id=\"1\"/>", Cancel);
        await Apps.AddToKeyRingAsync("a", "<key id=\"2\"/>", Cancel);

        (await Apps.ReadKeyRingAsync(Cancel)).ShouldBe(["<key id=\"1\"/>", "<key id=\"2\"/>"]);
    }

    private static NewApp New(string appId) => new(appId, "main", appId, Now);

    private static StoredKey Key(string id) => new(id, new AppKey(0), KeyKind.Api, [1], Now, null);
}

public sealed class SqliteAppStoreTests(SqliteEngine engine) : AppStoreContract(engine);

public sealed class PostgresAppStoreTests(PostgresEngine engine) : AppStoreContract(engine);
