using Pushway.Core.Tags;

namespace Pushway.IntegrationTests.Storage;

/// <summary>Uploads: what has come is durable part by part, and nobody is left to wonder how one ended.</summary>
public abstract class TagUploadContract(TestEngine engine) : StoreContract(engine)
{
    [Fact]
    public async Task Each_part_is_in_the_tag_and_in_what_the_upload_says()
    {
        await Stores.Tags.AddAsync(App, "vip", ["ada"], 10, Now, Cancel);
        var upload = await BeginAsync(TagUploadMode.Add);

        await Stores.TagUploads.AppendAsync(upload.Id, new(["ada", "bob"], 3, 1, [new(2, "not_an_id")]), Now.AddSeconds(1), Cancel);
        var running = await Stores.TagUploads.AppendAsync(upload.Id, new(["eve"], 1, 0, null), Now.AddSeconds(2), Cancel);

        running.ShouldNotBeNull();
        (running.State, running.Lines, running.Added, running.Known, running.Bad).ShouldBe((TagUploadState.Running, 4, 2, 1, 1));
        running.BadLines.ShouldBe([new BadLine(2, "not_an_id")]);
        running.ChangedAt.ShouldBe(Now.AddSeconds(2));
        (await MembersAsync()).ShouldBe(["ada", "bob", "eve"]);

        var ended = await Stores.TagUploads.EndAsync(upload.Id, TagUploadState.Done, Now.AddSeconds(3), Cancel);
        ended!.State.ShouldBe(TagUploadState.Done);
        (await Stores.TagUploads.EndAsync(upload.Id, TagUploadState.Interrupted, Now, Cancel)).ShouldBeNull();
        (await Stores.TagUploads.AppendAsync(upload.Id, new(["late"], 1, 0, null), Now, Cancel)).ShouldBeNull();
        (await Stores.TagUploads.FindAsync(App, "vip", upload.Id, Cancel))!.State.ShouldBe(TagUploadState.Done);
        (await Stores.TagUploads.FindAsync(App, "other", upload.Id, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task An_upload_that_replaces_takes_the_tags_place_at_the_end_and_at_once()
    {
        await Stores.Tags.AddAsync(App, "vip", ["old", "both"], 10, Now, Cancel);
        var upload = await BeginAsync(TagUploadMode.Replace);
        await Stores.TagUploads.AppendAsync(upload.Id, new(["both", "new"], 2, 0, null), Now, Cancel);
        (await MembersAsync()).ShouldBe(["both", "old"]);

        await Stores.TagUploads.EndAsync(upload.Id, TagUploadState.Done, Now, Cancel);

        (await MembersAsync()).ShouldBe(["both", "new"]);
        (await Stores.Tags.FindAsync(App, "vip", Cancel))!.Members.ShouldBe(2);
        await RemoveAllAsync(expected: 3);
    }

    [Theory]
    [InlineData(TagUploadState.Interrupted)]
    [InlineData(TagUploadState.TooLarge)]
    public async Task One_that_breaks_off_leaves_the_tag_as_it_was_and_no_rows(TagUploadState state)
    {
        await Stores.Tags.AddAsync(App, "vip", ["old"], 10, Now, Cancel);
        var upload = await BeginAsync(TagUploadMode.Replace);
        await Stores.TagUploads.AppendAsync(upload.Id, new(["new", "more"], 2, 0, null), Now, Cancel);

        await Stores.TagUploads.EndAsync(upload.Id, state, Now, Cancel);

        (await MembersAsync()).ShouldBe(["old"]);
        await RemoveAllAsync(expected: 3);
    }

    [Fact]
    public async Task Uploads_that_replace_at_the_same_time_end_one_after_the_other_and_the_last_counts()
    {
        var uploads = new List<TagUpload>();
        for (var i = 0; i < 6; i++)
        {
            var upload = await BeginAsync(TagUploadMode.Replace);
            await Stores.TagUploads.AppendAsync(upload.Id, new([$"user-{i}"], 1, 0, null), Now, Cancel);
            uploads.Add(upload);
        }

        await Task.WhenAll(uploads.Select(upload => Stores.TagUploads.EndAsync(upload.Id, TagUploadState.Done, Now, Cancel)));

        (await MembersAsync()).Count.ShouldBe(1);
        (await Stores.Tags.ListAsync(App, "", 10, Cancel)).Count.ShouldBe(1);
        await RemoveAllAsync(expected: 10);
    }

    [Fact]
    public async Task One_whose_node_died_is_found_by_its_age_or_when_the_node_starts_again()
    {
        var one = await BeginAsync(TagUploadMode.Add);
        var two = await BeginAsync(TagUploadMode.Replace);
        await Stores.TagUploads.AppendAsync(one.Id, new(["ada"], 1, 0, null), Now.AddSeconds(30), Cancel);

        (await Stores.TagUploads.EndAbandonedAsync(Now.AddSeconds(10), Now.AddSeconds(40), 10, Cancel)).ShouldBe(1);
        (await StateAsync(two)).ShouldBe(TagUploadState.Interrupted);
        (await StateAsync(one)).ShouldBe(TagUploadState.Running);

        await Stores.Database.TakeOverLeasesAsync(Now.AddSeconds(50), Cancel);
        (await Stores.TagUploads.EndAbandonedAsync(Now.AddSeconds(10), Now.AddSeconds(50), 10, Cancel)).ShouldBe(1);
        (await StateAsync(one)).ShouldBe(TagUploadState.Interrupted);
        (await MembersAsync()).ShouldBe(["ada"]);
        await RemoveAllAsync(expected: 1);
    }

    [Fact]
    public async Task A_tag_that_is_deleted_ends_what_runs_into_it()
    {
        var upload = await BeginAsync(TagUploadMode.Add);
        await Stores.Tags.DeleteAsync(App, "vip", Cancel);

        (await Stores.TagUploads.AppendAsync(upload.Id, new(["ada"], 1, 0, null), Now, Cancel)).ShouldBeNull();
        await RemoveAllAsync(expected: 1);
        (await Stores.TagUploads.AppendAsync(upload.Id, new(["ada"], 1, 0, null), Now, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task They_are_listed_the_newest_first_and_forgotten_when_they_are_old()
    {
        var (one, two, three) = (await BeginAsync(TagUploadMode.Add), await BeginAsync(TagUploadMode.Add), await BeginAsync(TagUploadMode.Add));
        await Stores.TagUploads.EndAsync(one.Id, TagUploadState.Done, Now, Cancel);
        await Stores.TagUploads.EndAsync(two.Id, TagUploadState.Done, Now.AddDays(2), Cancel);

        var first = await Stores.TagUploads.ListAsync(App, "vip", long.MaxValue, 2, Cancel);
        first.Select(static upload => upload.Id).ShouldBe([three.Id, two.Id]);
        (await Stores.TagUploads.ListAsync(App, "vip", two.Id, 2, Cancel)).ShouldHaveSingleItem().Id.ShouldBe(one.Id);

        (await Stores.TagUploads.ForgetAsync(Now.AddDays(1), 10, Cancel)).ShouldBe(1);
        (await Stores.TagUploads.ListAsync(App, "vip", long.MaxValue, 10, Cancel)).Count.ShouldBe(2);
    }

    private async Task<TagUpload> BeginAsync(TagUploadMode mode) =>
        (await Stores.TagUploads.BeginAsync(App, "vip", mode, 100, Now, Cancel))!;

    private async Task<TagUploadState> StateAsync(TagUpload upload) =>
        (await Stores.TagUploads.FindAsync(App, "vip", upload.Id, Cancel))!.State;

    private async Task<IReadOnlyList<string>> MembersAsync() => (await Stores.Tags.ReadMembersAsync(App, "vip", "", 100, Cancel))!;

    /// <summary>Rows of members and tags that nobody can name any more.</summary>
    private async Task RemoveAllAsync(int expected)
    {
        var removed = 0;
        while (await Stores.Tags.RemoveRowsAsync(2, Cancel) is > 0 and var rows) removed += rows;
        removed.ShouldBe(expected);
    }
}

public sealed class SqliteTagUploadTests(SqliteEngine engine) : TagUploadContract(engine);

public sealed class PostgresTagUploadTests(PostgresEngine engine) : TagUploadContract(engine);
