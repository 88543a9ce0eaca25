using Pushway.Core.Bindings;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>What bind and unbind have in common: whom they name, and what they answer.</summary>
internal static class BindingAnswer
{
    public static string ReadUser(RpcBody body)
    {
        var user = body.Text("userId", BindingLimits.UserIdLength);
        return UserIds.IsValid(user)
            ? user!
            : throw new RpcBodyException($"'userId' must have 1 to {BindingLimits.UserIdLength} characters.");
    }

    /// <summary>The user bound now, and whether this call changed it: a call older than the last change does nothing.</summary>
    public static RpcAnswer Of(BindingChange? change) => change is { } done
        ? RpcAnswer.Success(new() { ["userId"] = done.Binding.UserId, ["applied"] = done.Applied })
        : RpcAnswer.Refused(RpcResults.SignatureWrong, RpcAuthentication.UnknownDevice);
}
