using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Tags over REST: members, uploads, export.</summary>
public abstract class TagContract(RunningNode node) : EndToEndContract(node)
{
    private static readonly string[] OneUser = ["a"];

    [Fact]
    public async Task Members_are_added_listed_removed_and_shown_with_the_user()
    {
        var (tag, ada, bob) = (Unique("tag"), Unique("ada"), Unique("bob"));

        var added = await AddAsync(tag, ada, bob, ada);
        added.Body.GetRawText().ShouldBe("""{"added":2,"known":1,"members":2}""");
        (await ItemsAsync($"tags/{tag}/members")).ShouldBe(new[] { ada, bob }.Order(StringComparer.Ordinal));
        (await Api.CallAsync(HttpMethod.Get, $"users/{ada}", null, Cancel)).Body.GetProperty("tags").EnumerateArray()
            .Select(static one => one.GetString()).ShouldBe([tag]);

        var removed = await Api.CallAsync(HttpMethod.Post, $"tags/{tag}/members/remove", new { users = new[] { bob, "nobody" } }, Cancel);
        removed.Body.GetRawText().ShouldBe("""{"removed":1,"unknown":1}""");
        (await GetAsync($"tags/{tag}")).GetProperty("members").GetInt32().ShouldBe(1);
        (await Api.CallAsync(HttpMethod.Delete, $"tags/{tag}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Api.CallAsync(HttpMethod.Get, $"tags/{tag}", null, Cancel)).Code.ShouldBe("tag_not_found");
    }

    [Fact]
    public async Task Pages_list_each_tag_once_in_order_of_name()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        string[] names = ["a", "B", "c", "d-1"];
        foreach (var name in names) await api.CallAsync(HttpMethod.Post, $"tags/{name}/members", new { users = Array.Empty<string>() }, Cancel);

        var seen = new List<string>();
        var cursor = (string?)"";
        while (cursor is not null)
        {
            var page = (await api.CallAsync(HttpMethod.Get, $"tags?limit=2&cursor={cursor}", null, Cancel)).Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(static one => Text(one, "name")!));
            cursor = Text(page, "next");
        }
        seen.Order(StringComparer.Ordinal).ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_tag_may_not_be_is_refused()
    {
        var tag = Unique("tag");
        foreach (var (name, users, code) in ((string, object?, string)[])
            [("not", new[] { "u" }, "tag_name_invalid"), ("a%20b", new[] { "u" }, "tag_name_invalid"), (tag, null, "user_id_invalid"),
                (tag, new[] { "" }, "user_id_invalid"), (tag, new[] { "u", null }, "user_id_invalid"),
                (tag, Enumerable.Range(0, 1_001).Select(static i => $"u{i}"), "too_many_targets")])
        {
            (await Api.CallAsync(HttpMethod.Post, $"tags/{name}/members", new { users }, Cancel)).Code.ShouldBe(code, name);
        }
        foreach (var path in (string[])["members/remove", "members", "export"])
        {
            var method = path == "members/remove" ? HttpMethod.Post : HttpMethod.Get;
            var body = path == "members/remove" ? new { users = new[] { "u" } } : null;
            (await Api.CallAsync(method, $"tags/{tag}/{path}", body, Cancel)).Code.ShouldBe("tag_not_found", path);
        }
        (await Api.CallAsync(HttpMethod.Get, $"tags/{tag}/uploads/1", null, Cancel)).Code.ShouldBe("upload_not_found");
        (await UploadAsync(Api, tag, "u", "?mode=other")).Code.ShouldBe("upload_invalid");
        (await UploadAsync(Api, tag, "u", "", "application/json")).Code.ShouldBe("unsupported_media_type");
        (await UploadAsync(Api, tag, "u", "", "text/plain; charset=utf-16")).Code.ShouldBe("unsupported_media_type");
    }

    [Fact]
    public async Task An_app_may_not_have_more_tags_or_larger_uploads_than_the_node_allows()
    {
        await using var own = await Node.StartAsync(["--Tags:MaxPerApp=1", "--Tags:MaxUploadIds=3", "--Tags:MaxUploadBytes=2048"], Cancel);
        using var api = PushApi.Of(own);

        var large = await UploadAsync(api, "one", "a\nb\nbad\u0001\nc\nd\ne\n");

        (large.Status, large.Code).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "upload_too_large"));
        var upload = (await api.CallAsync(HttpMethod.Get, "tags/one/uploads", null, Cancel)).Body.GetProperty("items")[0];
        (Text(upload, "state"), upload.GetProperty("added").GetInt32()).ShouldBe(("too_large", 3));
        (await UploadAsync(api, "one", new string('x', 2_100))).Code.ShouldBe("body_too_large");
        (await UploadAsync(api, "two", "a")).Code.ShouldBe("too_many_tags");
        (await api.CallAsync(HttpMethod.Post, "tags/two/members", new { users = OneUser }, Cancel)).Code.ShouldBe("too_many_tags");
    }

    [Fact]
    public async Task An_upload_says_what_it_took_and_which_lines_it_did_not()
    {
        var tag = Unique("tag");
        await AddAsync(tag, "ada");

        var upload = (await UploadAsync(Api, tag, "ada\r\nbob\n\nbad\u0001\neve\nbob\n")).Body;

        upload.GetProperty("badLines").GetRawText().ShouldBe("""[{"line":4,"reason":"not_an_id"}]""");
        (Text(upload, "state"), Number(upload, "lines"), Number(upload, "added"), Number(upload, "known"), Number(upload, "bad"))
            .ShouldBe(("done", 5, 2, 2, 1));
        (await GetAsync($"tags/{tag}/uploads/{Text(upload, "id")}")).GetRawText().ShouldBe(upload.GetRawText());
        (await GetAsync($"tags/{tag}/uploads")).GetProperty("items")[0].GetRawText().ShouldBe(upload.GetRawText());
        (await UploadAsync(Api, tag, "ada\nbob\neve")).Body.GetProperty("added").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_table_of_many_lines_replaces_a_tag_and_comes_out_again_as_it_is()
    {
        var tag = Unique("tag");
        await AddAsync(tag, "old");
        string[] ids = [.. Enumerable.Range(0, 5_000).Select(static i => $"ü,{i}")];
        var table = "id;name,more\n" + string.Concat(ids.Select(static id => $"\"{id}\",x\n"));

        var upload = (await UploadAsync(Api, tag, table, "?mode=replace", "text/csv; header=present")).Body;

        Number(upload, "added").ShouldBe(5_000, upload.GetRawText());
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Node.Process.HttpAddress, $"/v1/tags/{tag}/export"));
        using var http = Http();
        using var answer = await http.SendAsync(request, Cancel);
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n');
        lines[..^1].Order(StringComparer.Ordinal).ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task While_it_runs_it_is_read_and_if_the_caller_goes_away_what_came_stays()
    {
        var tag = Unique("tag");
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(Node.Process.Http, Cancel);
            var head = $"POST /v1/tags/{tag}/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {App.ApiToken}\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 100000\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + "ada\nbob\nhalf-of-an-i"), Cancel);
            Text((await SeeUploadAsync(tag, "running")), "tag").ShouldBe(tag);
        }

        Number(await SeeUploadAsync(tag, "interrupted"), "added").ShouldBe(2);
        (await ItemsAsync($"tags/{tag}/members")).ShouldBe(["ada", "bob"]);
    }

    [Theory]
    [InlineData("a\r\nada\nbob\nca\r\n")]
    [InlineData("f\r\nada\nbob\nca")]
    public async Task In_chunks_too_a_file_is_whole_only_with_its_end(string chunks)
    {
        for (var i = 0; i < 5; i++)
        {
            var tag = Unique("tag");
            await AddAsync(tag, "old");
            using (var client = new TcpClient())
            {
                await client.ConnectAsync(Node.Process.Http, Cancel);
                var head = $"POST /v1/tags/{tag}/uploads?mode=replace HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {App.ApiToken}\r\n"
                    + "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head + chunks), Cancel);
                await SeeUploadAsync(tag, "running");
            }

            Number(await SeeUploadAsync(tag, "interrupted"), "added").ShouldBe(2);
            (await ItemsAsync($"tags/{tag}/members")).ShouldBe(["old"]);
        }
    }

    [Fact]
    public async Task Of_more_uploads_than_a_node_takes_at_once_the_last_is_refused()
    {
        await using var own = await Node.StartAsync(["--Tags:MaxUploads=1"], Cancel);
        using var api = PushApi.Of(own);
        using var client = new TcpClient();
        await client.ConnectAsync(own.Http, Cancel);
        var head = $"POST /v1/tags/one/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {own.FirstStart.ApiToken}\r\nContent-Type: text/plain\r\n"
            + "Content-Length: 4\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(head), Cancel);
        await SeeUploadAsync(api, "one", "running");

        (await UploadAsync(api, "two", "a")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        await client.GetStream().WriteAsync("ada\n"u8.ToArray(), Cancel);
        await SeeUploadAsync(api, "one", "done");
        (await UploadAsync(api, "two", "a")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private Task<JsonElement> SeeUploadAsync(string tag, string state) => SeeUploadAsync(Api, tag, state);

    private static async Task<JsonElement> SeeUploadAsync(PushApi api, string tag, string state)
    {
        var found = await Eventually.SeeAsync(
            async cancellation => (await api.CallAsync(HttpMethod.Get, $"tags/{tag}/uploads", null, cancellation)).Body.GetProperty("items"),
            items => items.GetArrayLength() == 1 && Text(items[0], "state") == state, Cancel);
        return found[0];
    }

    private HttpClient Http()
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", App.ApiToken);
        return http;
    }

    internal static Task<ApiAnswer> UploadAsync(PushApi api, string tag, string text, string query = "", string type = "text/plain")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return api.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/v1/tags/{tag}/uploads{query}") { Content = content }, Cancel);
    }

    private async Task<ApiAnswer> AddAsync(string tag, params string[] users) =>
        await Api.CallAsync(HttpMethod.Post, $"tags/{tag}/members", new { users }, Cancel);

    private async Task<JsonElement> GetAsync(string path) => (await Api.CallAsync(HttpMethod.Get, path, null, Cancel)).Body;

    private async Task<List<string?>> ItemsAsync(string path) =>
        [.. (await GetAsync(path)).GetProperty("items").EnumerateArray().Select(static one => one.GetString())];

    private static long Number(JsonElement item, string name) => item.GetProperty(name).GetInt64();
}

public sealed class SqliteTagTests(SqliteNode node) : TagContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresTagTests(PostgresNode node) : TagContract(node), IClassFixture<PostgresNode>;
