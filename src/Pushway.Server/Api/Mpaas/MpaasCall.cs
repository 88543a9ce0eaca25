using Pushway.Core.Apps;
using Pushway.Server.Api.Mpaas.Wire;

namespace Pushway.Server.Api.Mpaas;

/// <summary>A call whose signature is right, of the app that its key is for.</summary>
internal sealed record MpaasCall(App App, CallParameters Parameters)
{
    public AppKey Key => App.Key;
}
