using System.Net;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Templates over REST, and pushes that name them.</summary>
public abstract class TemplateContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_template_is_created_read_listed_and_deleted()
    {
        var name = Name();
        var created = await CreateAsync(name, new { title = "Hello #name#", body = "#money# for #name# #1 #", uri = "shop://#id#", badge = 2 }, "for people");
        created.Status.ShouldBe(HttpStatusCode.Created, created.ToString());

        var read = await Api.CallAsync(HttpMethod.Get, $"templates/{name}", null, Cancel);
        read.Status.ShouldBe(HttpStatusCode.OK);
        read.Body.GetRawText().ShouldBe(created.Body.GetRawText());
        Text(read.Body, "description").ShouldBe("for people");
        read.Body.GetProperty("notification").GetRawText()
            .ShouldBe("""{"title":"Hello #name#","body":"#money# for #name# #1 #","uri":"shop://#id#","badge":2}""");
        read.Body.GetProperty("variables").EnumerateArray().Select(one => one.GetString()).ShouldBe(["name", "money", "id"]);
        (await NamesAsync()).ShouldContain(name);

        (await Api.CallAsync(HttpMethod.Delete, $"templates/{name}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Api.CallAsync(HttpMethod.Get, $"templates/{name}", null, Cancel)).Code.ShouldBe("template_not_found");
        (await Api.CallAsync(HttpMethod.Delete, $"templates/{name}", null, Cancel)).Code.ShouldBe("template_not_found");
        (await NamesAsync()).ShouldNotContain(name);
    }

    [Fact]
    public async Task Pages_list_each_template_once_in_order_of_name()
    {
        var names = Enumerable.Range(0, 5).Select(_ => Name()).ToList();
        foreach (var name in names) await CreateAsync(name, new { title = "t" });

        (await NamesAsync()).Where(name => names.Contains(name!)).ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_push_says_what_the_template_says_with_its_values_and_each_targets_own()
    {
        var (name, title) = (Name(), Unique("title"));
        await CreateAsync(name, new { title = $"{title} #name#", body = "#money#", badge = 2, sound = "ding" });
        await using var one = await ConnectAsync(await RegisterAsync());
        await using var two = await ConnectAsync(await RegisterAsync());

        var push = await Api.PushAsync(
            new
            {
                audience = new
                {
                    devices = new object[]
                    {
                        new { id = one.Identity.DeviceId, values = new { name = "Ada" } },
                        new { id = two.Identity.DeviceId },
                    },
                },
                template = name,
                notification = new { badge = 7, extras = new { order = 17 } },
                values = new { name = "you", money = "5" },
            },
            Cancel);
        push.Status.ShouldBe(HttpStatusCode.Accepted, push.ToString());

        var first = await one.MessageAsync($"{title} Ada", Cancel);
        (first.Body, first.Badge, first.Sound, first.Extras["order"].GetInt32()).ShouldBe(("5", 7, "ding", 17));
        (await two.MessageAsync($"{title} you", Cancel)).Body.ShouldBe("5");
    }

    [Fact]
    public async Task A_push_to_everyone_may_name_a_template()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        await api.CallAsync(HttpMethod.Post, "templates", new { name = "news", notification = new { title = "#what#" } }, Cancel);
        await using var device = await TestDevice.ConnectAsync(own, null, Cancel);

        (await api.PushAsync(new { audience = ToEveryone, template = "news", values = new { what = "rain" } }, Cancel))
            .Status.ShouldBe(HttpStatusCode.Accepted);

        await device.UntilAsync("rain", Cancel);
    }

    [Fact]
    public async Task A_value_that_is_missing_is_refused_by_name_also_without_any_values()
    {
        var name = Name();
        await CreateAsync(name, new { title = "#name# #money#" });

        foreach (var values in (object?[])[null, new { name = "Ada" }])
        {
            await ShouldStoreNothingAsync(
                () => Api.PushAsync(new { audience = ToUsers("u"), template = name, values }, Cancel), HttpStatusCode.BadRequest,
                "values_invalid");
        }
        (await Api.PushAsync(new { audience = ToUsers("u"), template = name, values = new { name = "Ada" } }, Cancel))
            .ToString().ShouldContain("#money#");
    }

    [Fact]
    public async Task A_push_that_names_an_unknown_template_is_refused() =>
        await ShouldStoreNothingAsync(
            () => Api.PushAsync(new { audience = ToUsers("u"), template = "nothing_like_it" }, Cancel), HttpStatusCode.NotFound,
            "template_not_found");

    [Fact]
    public async Task A_uri_that_opens_as_a_page_is_checked_when_the_push_has_filled_it()
    {
        var name = Name();
        (await CreateAsync(name, new { title = "t", uri = "#url#", action = "web" })).Status.ShouldBe(HttpStatusCode.Created);

        (await Api.PushAsync(new { audience = ToUsers("u"), template = name, values = new { url = "nonsense" } }, Cancel))
            .Code.ShouldBe("notification_invalid");
        (await Api.PushAsync(new { audience = ToUsers("u"), template = name, values = new { url = "https://x/" } }, Cancel))
            .Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_an_app_has_a_hundred_templates()
    {
        await using var own = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(own);
        for (var i = 0; i < 100; i++)
        {
            var answer = await api.CallAsync(HttpMethod.Post, "templates", Template($"t{i}"), Cancel);
            answer.Status.ShouldBe(HttpStatusCode.Created, answer.ToString());
        }
        (await api.CallAsync(HttpMethod.Post, "templates", Template("t7"), Cancel)).Code.ShouldBe("template_exists");
        (await api.CallAsync(HttpMethod.Post, "templates", Template("one_more"), Cancel)).Code.ShouldBe("too_many_templates");
    }

    public static readonly TheoryData<string, string> Wrong = new()
    {
        { """{"notification":{"title":"t"}}""", "template_invalid" },
        { """{"name":"a,b","notification":{"title":"t"}}""", "template_invalid" },
        { """{"name":"","notification":{"title":"t"}}""", "template_invalid" },
        { """{"name":7,"notification":{"title":"t"}}""", "template_invalid" },
        { $$$"""{"name":"{{{new string('a', 201)}}}","notification":{"title":"t"}}""", "template_invalid" },
        { $$$"""{"name":"a","description":"{{{new string('a', 201)}}}","notification":{"title":"t"}}""", "template_invalid" },
        { """{"name":"a"}""", "notification_invalid" },
        { """{"name":"a","notification":{}}""", "notification_invalid" },
        { """{"name":"a","notification":{"badge":-1,"title":"t"}}""", "notification_invalid" },
        { """{"name":"a","notification":{"title":7}}""", "notification_invalid" },
        { """{"name":"a","notification":{"title":"t","extras":{"taskId":1}}}""", "extras_invalid" },
        { $$$"""{"name":"a","notification":{"title":"{{{new string('a', 17_000)}}}"}}""", "message_too_large" },
        { """{"name":"a","text":"t"}""", "unknown_field" },
        { """{"name":"a",""", "malformed_json" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_template_that_is_wrong_is_refused_and_not_kept(string body, string code)
    {
        (await Api.CallAsync(HttpMethod.Post, "templates", body, Cancel)).Code.ShouldBe(code);
        (await NamesAsync()).ShouldNotContain("a");
    }

    private static string Name() => $"t_{Guid.CreateVersion7():N}";

    private static object Template(string name) => new { name, notification = new { title = "t" } };

    private Task<ApiAnswer> CreateAsync(string name, object notification, string? description = null) =>
        Api.CallAsync(HttpMethod.Post, "templates", new { name, description, notification }, Cancel);

    private async Task<List<string?>> NamesAsync()
    {
        var (names, query) = (new List<string?>(), "?limit=2");
        while (true)
        {
            var page = await Api.CallAsync(HttpMethod.Get, $"templates{query}", null, Cancel);
            names.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(one => Text(one, "name")));
            if (Text(page.Body, "next") is not { } next) return names;
            query = $"?limit=2&cursor={next}";
        }
    }
}

public sealed class SqliteTemplateTests(SqliteNode node) : TemplateContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresTemplateTests(PostgresNode node) : TemplateContract(node), IClassFixture<PostgresNode>;
