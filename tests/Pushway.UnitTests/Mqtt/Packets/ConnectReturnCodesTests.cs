using Pushway.Mqtt.Packets;

namespace Pushway.UnitTests.Mqtt.Packets;

public sealed class ConnectReturnCodesTests
{
    [Theory]
    [InlineData(ReasonCode.Success, ConnectReturnCode.Accepted)]
    [InlineData(ReasonCode.UnsupportedProtocolVersion, ConnectReturnCode.UnacceptableProtocolVersion)]
    [InlineData(ReasonCode.ClientIdentifierNotValid, ConnectReturnCode.IdentifierRejected)]
    [InlineData(ReasonCode.ServerUnavailable, ConnectReturnCode.ServerUnavailable)]
    [InlineData(ReasonCode.BadUserNameOrPassword, ConnectReturnCode.BadUserNameOrPassword)]
    [InlineData(ReasonCode.NotAuthorized, ConnectReturnCode.NotAuthorized)]
    public void Each_return_code_has_its_reason_code_and_back(ReasonCode reason, ConnectReturnCode code)
    {
        reason.ToConnectReturnCode().ShouldBe(code);
        code.ToReasonCode().ShouldBe(reason);
    }

    [Theory]
    [InlineData(ReasonCode.ServerBusy)]
    [InlineData(ReasonCode.ServerMoved)]
    [InlineData(ReasonCode.QuotaExceeded)]
    public void A_failure_that_3_1_1_has_no_word_for_is_server_unavailable(ReasonCode reason) =>
        reason.ToConnectReturnCode().ShouldBe(ConnectReturnCode.ServerUnavailable);
}
