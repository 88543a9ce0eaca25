using Pushway.Core.Apps;
using Pushway.Core.Receipts;

namespace Pushway.UnitTests.Core.Receipts;

public sealed class CallbackPaceTests
{
    private static readonly CallbackAnswer Taken = new(200, null, IsUnreachable: false, default);
    private static readonly CallbackAnswer Refused = new(500, "status 500", IsUnreachable: false, default);
    private static readonly CallbackAnswer Unreachable = new(null, "no connection", IsUnreachable: true, default);
    private static readonly AppKey App = new(1);

    private readonly CallbackPace _pace = new(parallel: 4, batchSize: 100);

    [Fact]
    public void No_app_has_all_requests()
    {
        for (var i = 0; i < 3; i++) _pace.TryBegin(new(App, 0)).ShouldBe(100);

        _pace.Busy().ShouldBe([App]);
        _pace.TryBegin(new(App, 0)).ShouldBeNull();
        _pace.TryBegin(new(new AppKey(2), 0)).ShouldBe(100);
    }

    [Fact]
    public void An_app_that_fails_has_one_request_until_it_takes_one()
    {
        Run(0, Refused);
        _pace.TryBegin(new(App, 0)).ShouldNotBeNull();
        _pace.TryBegin(new(App, 0)).ShouldBeNull();
        _pace.End(new(App, 0), Taken);

        _pace.TryBegin(new(App, 0)).ShouldNotBeNull();
        _pace.TryBegin(new(App, 0)).ShouldNotBeNull();
    }

    [Fact]
    public void What_is_refused_again_and_again_comes_in_smaller_batches_down_to_one()
    {
        int[] sizes = [.. Enumerable.Range(0, 9).Select(attempts => Run(attempts, Refused))];

        sizes.ShouldBe([100, 50, 25, 12, 6, 3, 1, 1, 1]);
    }

    [Fact]
    public void New_receipts_that_are_taken_do_not_make_refused_ones_innocent()
    {
        Run(5, Refused);
        for (var i = 0; i < 10; i++) Run(0, Taken);

        Run(6, Refused).ShouldBe(1);
    }

    [Fact]
    public void A_server_that_was_down_gets_large_batches_soon_after_it_is_back()
    {
        Run(20, Refused);
        int[] sizes = [.. Enumerable.Range(0, 9).Select(_ => Run(20, Taken))];

        sizes.ShouldBe([1, 1, 3, 6, 12, 25, 50, 100, 100]);
    }

    [Fact]
    public void What_never_reached_the_server_is_not_suspect()
    {
        Run(20, Unreachable);

        Run(20, Unreachable).ShouldBe(100);
    }

    /// <summary>Halving finds the one receipt that the server cannot take: all others are taken after a few attempts.</summary>
    [Fact]
    public void A_poisoned_receipt_ends_up_alone()
    {
        const int Poison = 37;
        var waiting = Enumerable.Range(0, 100).ToDictionary(id => id, _ => 0);
        for (var requests = 0; waiting.Count > 1; requests++)
        {
            requests.ShouldBeLessThan(30);
            var attempts = waiting.Values.Min();
            var size = _pace.TryBegin(new(App, attempts))!.Value;
            var batch = waiting.Where(one => one.Value == attempts).Select(one => one.Key).Order().Take(size).ToList();
            var refused = batch.Contains(Poison);
            foreach (var id in batch)
            {
                if (refused) waiting[id]++;
                else waiting.Remove(id);
            }
            _pace.End(new(App, attempts), refused ? Refused : Taken);
        }
        waiting.Keys.ShouldBe([Poison]);
    }

    private int Run(int attempts, CallbackAnswer answer)
    {
        var size = _pace.TryBegin(new(App, attempts))!.Value;
        _pace.End(new(App, attempts), answer);
        return size;
    }
}
