using System.Text;
using Microsoft.AspNetCore.Http;
using Pushway.Server.Api.Mpaas.Answers;
using Pushway.Server.Api.Mpaas.Signing;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.UnitTests.Server.Api.Mpaas;

/// <summary>The signatures of known calls; the vectors were made by other hands.</summary>
public sealed class SignatureTests
{
    private static readonly byte[] Secret = "testsecret"u8.ToArray();

    private static readonly KeyValuePair<string, string>[] SimplePush =
    [
        new("AccessKeyId", "testid"), new("Action", "PushSimple"), new("Format", "JSON"), new("Version", "2020-10-28"),
        new("SignatureMethod", "HMAC-SHA1"), new("SignatureVersion", "1.0"), new("Timestamp", "2026-01-02T03:04:05Z"),
        new("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"), new("AppId", "ONEX570DA89211721"), new("WorkspaceId", "test"),
        new("DeliveryType", "3"), new("TaskName", "simpleTest"), new("Title", "你好 *~"), new("Content", "a+b=c&d"),
        new("ExpiredSeconds", "300"), new("TargetMsgkey", """{"user1024":"1578807462788"}"""),
    ];

    [Theory]
    [InlineData("GET", "qwqLwWQC4BKNtm/ZZXgjqY0cWgk=")]
    [InlineData("POST", "DiVmT42uTxKxQNwlSoCtaN2ERlE=")]
    public void Version_1_signs_method_and_sorted_parameters(string method, string expected)
    {
        SignatureV1.Sign(Secret, SignatureV1.StringToSign(method, SimplePush)).ShouldBe(expected);
        SignatureV1.Sign(Secret, SignatureV1.StringToSign(method, SimplePush.Reverse().Concat(SimplePush).Append(new("Signature", expected)))).ShouldBe(expected);
    }

    [Fact]
    public void Version_3_signs_the_canonical_request()
    {
        var call = SignatureV3.Read(Version3());

        (call.KeyId, call.Timestamp, call.Nonce, call.SecurityToken).ShouldBe(
            ("testid", "2026-01-02T03:04:05Z", "d410180a5abf7fe235dd9b74aca91fc0", ""));
        call.Sign(Secret, call.StringToSign).ShouldBe("d8b17762c6b77af0d6b27ae678ec5bf99604b90cbc0ca55591572b1f68a771a3");
        call.Presented.ShouldBe(call.Sign(Secret, call.StringToSign));
    }

    [Fact]
    public void Version_3_refuses_another_body_than_was_signed() =>
        Should.Throw<GatewayException>(() => SignatureV3.Read(Version3() with { Body = "AppId=OTHER"u8.ToArray() }))
            .Error.ShouldBe(GatewayError.SignatureWrong);

    [Theory]
    [InlineData("ACS3-HMAC-SM3 Credential=testid,SignedHeaders=host,Signature=00")]
    [InlineData("ACS3-HMAC-SHA256 SignedHeaders=host,Signature=00")]
    [InlineData("ACS3-HMAC-SHA256 Credential=testid,Signature=00")]
    [InlineData("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host")]
    [InlineData("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;host,Signature=00")]
    [InlineData("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-date,Signature=00")]
    public void Version_3_refuses_a_signature_that_leaves_out_what_counts(string authorization)
    {
        var request = Version3();
        request.Headers.Authorization = authorization;

        Should.Throw<GatewayException>(() => SignatureV3.Read(request)).Error.ShouldBe(GatewayError.SignatureIncomplete);
    }

    private static WireRequest Version3()
    {
        var headers = new HeaderDictionary
        {
            ["Host"] = "127.0.0.1:8080",
            ["x-acs-version"] = "2020-10-28",
            ["x-acs-action"] = "PushSimple",
            ["x-acs-date"] = "2026-01-02T03:04:05Z",
            ["x-acs-signature-nonce"] = "d410180a5abf7fe235dd9b74aca91fc0",
            ["x-acs-content-sha256"] = "2cef4c6ec12c92805306947b91c44adb724c19becbe04a585c7fb1b53638ca75",
            ["content-type"] = "application/x-www-form-urlencoded",
            ["Authorization"] = "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=content-type;host;x-acs-action;x-acs-content-sha256;"
                + "x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=d8b17762c6b77af0d6b27ae678ec5bf99604b90cbc0ca55591572b1f68a771a3",
        };
        return new WireRequest("POST", "127.0.0.1:8080", headers)
        {
            Query = [],
            Form = [],
            Body = Encoding.UTF8.GetBytes("AppId=ONEX570DA89211721&WorkspaceId=test&TaskName=simpleTest"),
        };
    }
}
