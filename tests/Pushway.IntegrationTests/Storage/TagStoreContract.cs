using Pushway.Core.Tags;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Tags and who has them.</summary>
public abstract class TagStoreContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task A_tag_comes_into_being_with_its_first_users_and_counts_each_once()
    {
        (await AddAsync("vip", "ada", "bob", "ada")).ShouldBe(new TagAddition(2, 1, 2));
        (await AddAsync("vip", "bob", "eve")).ShouldBe(new TagAddition(1, 1, 3));

        (await Stores.Tags.FindAsync(App, "vip", Cancel)).ShouldBe(new Tag("vip", 3, Now, Now));
        (await MembersAsync("vip")).ShouldBe(["ada", "bob", "eve"]);
        (await Stores.Tags.ReadMembersAsync(App, "vip", "ada", 1, Cancel)).ShouldBe(["bob"]);
        (await Stores.Tags.ReadMembersAsync(App, "VIP", "", 1, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_is_removed_is_gone_and_the_tag_stays()
    {
        await AddAsync("vip", "ada", "bob");

        (await Stores.Tags.RemoveAsync(App, "vip", ["bob", "nobody", "bob"], Now.AddMinutes(1), Cancel)).ShouldBe(1);
        (await Stores.Tags.RemoveAsync(App, "none", ["bob"], Now, Cancel)).ShouldBeNull();

        (await MembersAsync("vip")).ShouldBe(["ada"]);
        (await Stores.Tags.FindAsync(App, "vip", Cancel)).ShouldBe(new Tag("vip", 1, Now, Now.AddMinutes(1)));
    }

    [Fact]
    public async Task A_users_tags_are_those_of_the_app()
    {
        await AddAsync("vip", "ada");
        await AddAsync("a-tag", "ada", "bob");
        await Stores.Tags.AddAsync(await AppAsync("other"), "other", ["ada"], 10, Now, Cancel);

        (await Stores.Tags.OfUserAsync(App, "ada", Cancel)).ShouldBe(["a-tag", "vip"]);
        (await Stores.Tags.OfUserAsync(App, "nobody", Cancel)).ShouldBeEmpty();
        (await Stores.Tags.ListAsync(App, "", 10, Cancel)).Select(static tag => tag.Name).ShouldBe(["a-tag", "vip"]);
        (await Stores.Tags.ListAsync(App, "a-tag", 1, Cancel)).ShouldHaveSingleItem().Name.ShouldBe("vip");
    }

    [Fact]
    public async Task An_app_has_no_more_tags_than_it_may()
    {
        await AddAsync("one", "ada");
        (await Stores.Tags.AddAsync(App, "two", ["ada"], maxTags: 1, Now, Cancel)).ShouldBeNull();
        (await Stores.Tags.AddAsync(App, "one", ["bob"], maxTags: 1, Now, Cancel)).ShouldNotBeNull();
        (await Stores.TagUploads.BeginAsync(App, "two", TagUploadMode.Replace, maxTags: 1, Now, Cancel)).ShouldBeNull();

        await Stores.Tags.DeleteAsync(App, "one", Cancel);
        (await Stores.Tags.AddAsync(App, "two", ["ada"], maxTags: 1, Now, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_deleted_tag_is_free_at_once_and_its_rows_go_in_batches()
    {
        await AddAsync("vip", "a", "b", "c", "d", "e");
        (await Stores.Tags.DeleteAsync(App, "vip", Cancel)).ShouldBeTrue();
        (await Stores.Tags.DeleteAsync(App, "vip", Cancel)).ShouldBeFalse();
        await AddAsync("vip", "new");

        var batches = new List<int>();
        while (await Stores.Tags.RemoveRowsAsync(2, Cancel) is > 0 and var rows) batches.Add(rows);

        batches.ShouldBe([2, 2, 2]);
        (await MembersAsync("vip")).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Calls_that_add_the_same_users_at_the_same_time_count_each_once()
    {
        string[] users = [.. Enumerable.Range(0, 500).Select(static i => $"user-{i}")];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AddAsync("vip", [.. users.OrderBy(user => user.GetHashCode(StringComparison.Ordinal) ^ i)])));

        (await Stores.Tags.FindAsync(App, "vip", Cancel))!.Members.ShouldBe(500);
        (await MembersAsync("vip")).Count.ShouldBe(500);
    }

    private Task<TagAddition?> AddAsync(string tag, params string[] users) => Stores.Tags.AddAsync(App, tag, users, 10, Now, Cancel);

    private async Task<IReadOnlyList<string>> MembersAsync(string tag) =>
        (await Stores.Tags.ReadMembersAsync(App, tag, "", 10_000, Cancel))!;
}

public sealed class SqliteTagStoreTests(SqliteEngine engine) : TagStoreContract(engine);

public sealed class PostgresTagStoreTests(PostgresEngine engine) : TagStoreContract(engine);
