namespace Pushway.Device;

/// <summary>The node answered a device call with a result other than 1000.</summary>
public sealed class DeviceRpcException : Exception
{
    /// <summary>Makes the exception for an answer.</summary>
    /// <param name="resultStatus">Code of the answer.</param>
    /// <param name="tips">Text of the answer.</param>
    public DeviceRpcException(int resultStatus, string tips)
        : this(resultStatus, tips, null)
    {
    }

    internal DeviceRpcException(int resultStatus, string tips, long? serverTime)
        : base($"The node answered {resultStatus}: {tips}")
    {
        ResultStatus = resultStatus;
        Tips = tips;
        ServerTime = serverTime;
    }

    /// <summary>Code of the answer, for example 7002 (signature wrong).</summary>
    public int ResultStatus { get; }

    /// <summary>What the server says about it; for people, not for programs.</summary>
    public string Tips { get; }

    /// <summary>The node's clock in milliseconds since 1970, which comes with code 7003 (ours is wrong).</summary>
    internal long? ServerTime { get; }
}
