using MQTTnet;

namespace Pushway.Device;

public sealed partial class PushwayDevice
{
    private async Task KeepConnectedAsync(Task before, TaskCompletionSource ready, CancellationToken stop)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var backoff = new ReconnectBackoff(_options.ReconnectDelay, _options.ReconnectDelayLimit, Random.Shared.NextDouble);
        var last = DeviceState.Disconnected;
        try
        {
            while (true)
            {
                Enter(DeviceState.Connecting);
                last = await ConnectOnceAsync(ready, backoff, stop);
                if (last != DeviceState.WaitingToReconnect)
                {
                    return;
                }
                Enter(last);
                await Task.Delay(backoff.Next(), _options.TimeProvider, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            last = DeviceState.Disconnected;
        }
        catch (DeviceRefusedException refusal)
        {
            last = DeviceState.Refused;
            if (!ready.TrySetException(refusal))
            {
                _options.OnFault?.Invoke(refusal);
            }
        }
        catch (Exception fault)
        {
            last = DeviceState.Disconnected;
            if (!ready.TrySetException(fault))
            {
                _options.OnFault?.Invoke(fault);
            }
        }
        finally
        {
            Enter(last);
            ready.TrySetCanceled(stop);
        }
    }

    /// <summary>One connection from CONNECT to its end; answers what comes next.</summary>
    private async Task<DeviceState> ConnectOnceAsync(
        TaskCompletionSource ready, ReconnectBackoff backoff, CancellationToken stop)
    {
        using var link = new DeviceLink(_options, _receiver, stop);
        try
        {
            if (!await OpenAsync(link, stop))
            {
                return DeviceState.WaitingToReconnect;
            }
            backoff.Reset();
            _link = link;
            Enter(DeviceState.Connected);
            ready.TrySetResult();
            var closed = await link.Closed.WaitAsync(stop);
            if (closed.Exception is { } fault)
            {
                _options.OnFault?.Invoke(fault);
            }
            return closed.Reason == MqttClientDisconnectReason.SessionTakenOver
                ? DeviceState.TakenOver
                : DeviceState.WaitingToReconnect;
        }
        catch (Exception fault) when (DeviceFaults.IsNetwork(fault) && !stop.IsCancellationRequested)
        {
            _options.OnFault?.Invoke(fault);
            return DeviceState.WaitingToReconnect;
        }
        finally
        {
            _link = null;
            await link.CloseAsync();
        }
    }

    private async Task<bool> OpenAsync(DeviceLink link, CancellationToken stop)
    {
        var answer = await link.OpenAsync(_identity, stop);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
        {
            var refusal = new DeviceRefusedException((byte)answer.ResultCode, answer.ReasonString);
            if (!DeviceFaults.MayPass(answer.ResultCode))
            {
                throw refusal;
            }
            _options.OnFault?.Invoke(refusal);
            return false;
        }
        if (_identity is null)
        {
            await AdoptAsync(Issued(answer), stop);
        }
        return true;
    }

    private static Identity Issued(MqttClientConnectResult answer)
    {
        var secret = answer.UserProperties?.Find(property => property.Name == "device-secret");
        return string.IsNullOrEmpty(answer.AssignedClientIdentifier) || secret is null
            ? throw new InvalidOperationException("The server accepted the connection but issued no id and secret.")
            : new(answer.AssignedClientIdentifier, System.Text.Encoding.UTF8.GetString(secret.ValueBuffer.Span));
    }

    private async ValueTask AdoptAsync(Identity identity, CancellationToken cancellation)
    {
        _identity = identity;
        if (_options.OnIdentityIssued is { } issued)
        {
            await issued(identity, cancellation);
        }
    }

    private void Enter(DeviceState state)
    {
        if (Interlocked.Exchange(ref _state, (int)state) != (int)state)
        {
            _options.OnStateChanged?.Invoke(state);
        }
    }
}
