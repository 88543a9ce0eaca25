using Pushway.Server.Cli;
using Pushway.Server.Hosting;

namespace Pushway.UnitTests.Server.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("*:1883", "0.0.0.0:1883")]
    [InlineData("localhost:65535", "127.0.0.1:65535")]
    [InlineData("[::1]:1", "[::1]:1")]
    public void An_address_and_a_port_are_read(string text, string expected) =>
        ListenAddress.Parse("--http", text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData(":8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("127.1:80")]
    [InlineData("256.0.0.1:80")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.org:80")]
    public void Anything_else_is_refused_by_the_name_of_its_option(string text) =>
        Should.Throw<UserMistakeException>(() => ListenAddress.Parse("--mqtt", text)).Message.ShouldStartWith("--mqtt: ");
}
