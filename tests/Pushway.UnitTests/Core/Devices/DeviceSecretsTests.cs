using System.Security.Cryptography;
using System.Text;
using Pushway.Core.Apps;
using Pushway.Core.Devices;

namespace Pushway.UnitTests.Core.Devices;

public sealed class DeviceSecretsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly App App = new(new AppKey(1), "app", "default", "", Now);
    private static readonly DeviceId Device = new("0123456789abcdef0123456789abcdef");
    private static readonly DeviceSecrets Secrets = new(new MasterKey(new byte[32]));

    [Fact]
    public void A_secret_is_43_characters_of_base64url()
    {
        var secret = Secrets.Derive(App, Device, 1);
        secret.Length.ShouldBe(43);
        secret.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_');
    }

    [Fact]
    public void It_depends_on_app_workspace_device_generation_and_master_key()
    {
        var other = new DeviceSecrets(new MasterKey(RandomNumberGenerator.GetBytes(32)));
        string[] all =
        [
            Secrets.Derive(App, Device, 1),
            Secrets.Derive(App, Device, 2),
            Secrets.Derive(App with { AppId = "appd" }, Device, 1),
            Secrets.Derive(App with { AppId = "appdefault", WorkspaceId = "" }, Device, 1),
            Secrets.Derive(App, new DeviceId("1123456789abcdef0123456789abcdef"), 1),
            other.Derive(App, Device, 1),
        ];
        all.Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void The_secret_before_counts_until_its_time_is_over()
    {
        var credential = new DeviceCredential(2, Now.AddDays(7), false);
        Secrets.Valid(App, Device, credential, Now).ShouldBe([Secrets.Derive(App, Device, 2), Secrets.Derive(App, Device, 1)]);
        Secrets.Valid(App, Device, credential, Now.AddDays(7)).ShouldBe([Secrets.Derive(App, Device, 2)]);
    }

    [Fact]
    public void Only_a_valid_secret_matches()
    {
        var keys = new DeviceKeys(["right-one", "older-one"], false);
        DeviceAuthentication.Matches(keys, "right-one"u8).ShouldBeTrue();
        DeviceAuthentication.Matches(keys, "older-one"u8).ShouldBeTrue();
        DeviceAuthentication.Matches(keys, Encoding.UTF8.GetBytes("right-on")).ShouldBeFalse();
        DeviceAuthentication.Matches(keys, []).ShouldBeFalse();
    }

    [Theory]
    [InlineData("00112233445566778899aabbccddeeff", 16)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA", 11)]
    [InlineData("_-AAAAAAAAAAAAAAAAAAAA", 16)]
    [InlineData("not a nonce at all!!!!", 0)]
    [InlineData("", 0)]
    public void An_install_nonce_is_16_to_64_bytes_in_hex_or_base64url(string text, int bytes) =>
        (InstallNonces.Parse(text)?.Length ?? 0).ShouldBe(bytes >= DeviceRegistration.MinNonceBytes ? bytes : 0);
}
