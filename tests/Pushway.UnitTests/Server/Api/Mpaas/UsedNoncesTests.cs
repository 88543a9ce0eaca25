using Pushway.Server.Api.Mpaas.Signing;

namespace Pushway.UnitTests.Server.Api.Mpaas;

public sealed class UsedNoncesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_nonce_can_be_used_once_by_each_key()
    {
        var nonces = new UsedNonces(limit: 10);

        nonces.TryUse("k", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
        nonces.TryUse("k", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.Used);
        nonces.TryUse("k", "m", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
        nonces.TryUse("l", "n", Now, Now.AddMinutes(-15)).ShouldBe(NonceUse.New);
    }

    [Fact]
    public void A_nonce_is_remembered_until_its_time_stamp_is_too_old()
    {
        var nonces = new UsedNonces(limit: 1);
        nonces.TryUse("k", "n", Now, Now.AddMinutes(-15));

        nonces.TryUse("k", "n", Now, Now).ShouldBe(NonceUse.Used);
        nonces.TryUse("k", "m", Now.AddMinutes(1), Now).ShouldBe(NonceUse.Full);
        nonces.TryUse("k", "m", Now.AddMinutes(1), Now.AddMinutes(1)).ShouldBe(NonceUse.New);
        nonces.TryUse("k", "n", Now, Now.AddMinutes(1)).ShouldBe(NonceUse.Used);
    }
}
