using System.Net;
using System.Net.Sockets;
using Pushway.Server.Hosting;

namespace Pushway.UnitTests.Server.Hosting;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void Link_local_metadata_and_multicast_addresses_are_never_allowed(string address) =>
        AddressGuard.IsAllowed(IPAddress.Parse(address), allowPrivate: true).ShouldBeFalse();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Private_addresses_are_allowed_only_where_the_operator_says_so(string address)
    {
        AddressGuard.IsAllowed(IPAddress.Parse(address), allowPrivate: true).ShouldBeTrue();
        AddressGuard.IsAllowed(IPAddress.Parse(address), allowPrivate: false).ShouldBeFalse();
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2001:4860:4860::8888")]
    public void Public_addresses_are_allowed(string address) =>
        AddressGuard.IsAllowed(IPAddress.Parse(address), allowPrivate: false).ShouldBeTrue();

    [Fact]
    public async Task A_name_that_leads_to_a_refused_address_is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var http = CallbackHttp.Create(allowPrivate: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost:{port}/");
        var refusal = await Should.ThrowAsync<HttpRequestException>(
            http.SendAsync(request, TestContext.Current.CancellationToken));
        refusal.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
        refusal.Message.ShouldContain("may not go to the addresses of 'localhost'");
        listener.Pending().ShouldBeFalse();
    }
}
