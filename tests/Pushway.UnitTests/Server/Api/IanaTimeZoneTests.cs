using Pushway.Server.Api;

namespace Pushway.UnitTests.Server.Api;

public sealed class IanaTimeZoneTests
{
    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+3", true)]
    [InlineData("Mars/Base", false)]
    [InlineData("../etc/passwd", false)]
    [InlineData("W. Europe Standard Time", false)]
    public void A_time_zone_is_one_of_the_iana_database(string id, bool valid) => IanaTimeZone.IsValid(id).ShouldBe(valid);
}
