using Pushway.Server.Api.Mpaas.Signing;

namespace Pushway.UnitTests.Server.Api.Mpaas;

public sealed class UsedNoncesTests
{
    private static readonly byte[] Key = new byte[32];
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_nonce_can_be_used_once_by_each_key()
    {
        var nonces = new UsedNonces(Key, limit: 10);

        nonces.TryUse("k", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
        nonces.TryUse("k", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.Used);
        nonces.TryUse("k", "m", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
        nonces.TryUse("l", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
    }

    [Fact]
    public void A_nonce_is_remembered_until_its_time_stamp_is_too_old()
    {
        var nonces = new UsedNonces(Key, limit: 1);
        nonces.TryUse("k", "n", Now, Now.AddMinutes(-15));

        nonces.TryUse("k", "n", Now, Now).ShouldBe(NonceUse.Used);
        nonces.TryUse("k", "m", Now.AddMinutes(1), Now).ShouldBe(NonceUse.Full);
        nonces.TryUse("k", "m", Now.AddMinutes(1), Now.AddMinutes(1)).ShouldBe(NonceUse.New);
        nonces.TryUse("k", "n", Now, Now.AddMinutes(1)).ShouldBe(NonceUse.Used);
    }

    [Fact]
    public void What_was_kept_is_known_again()
    {
        var before = new UsedNonces(Key, limit: 10);
        before.TakeNew().ShouldBeEmpty();
        before.TryUse("k", "n", Now, Now.AddMinutes(-15));
        var marks = before.TakeNew();
        before.TakeNew().ShouldBeEmpty();
        before.PutBack(marks);
        before.TakeNew().ShouldBe(marks);
        var after = new UsedNonces(Key, limit: 2);

        after.Restore(marks);

        after.TryUse("k", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.Used);
        after.TryUse("k", "m", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
        after.TryUse("k", "o", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.Full);
    }
}
