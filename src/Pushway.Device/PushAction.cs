namespace Pushway.Device;

/// <summary>What a tap on a notification does with its uri.</summary>
public enum PushAction
{
    /// <summary>There is no uri: the app opens.</summary>
    None,

    /// <summary>The uri opens as a web page.</summary>
    Web,

    /// <summary>The uri opens inside an app.</summary>
    Intent,
}
