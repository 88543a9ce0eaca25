using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pushway.Core.Channels;
using Pushway.Vendors.Test;

namespace Pushway.Vendors;

/// <summary>Composition of the vendor channels that the configuration switches on.</summary>
public static class VendorServices
{
    public static IServiceCollection AddPushwayVendors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TestOptions>().BindConfiguration(TestOptions.Section).ValidateOnStart();
        if (!string.IsNullOrEmpty(configuration[$"{TestOptions.Section}:{nameof(TestOptions.Url)}"]))
            services.AddKeyedSingleton<IPushChannel, TestChannel>(VendorOrder.ChannelsKey);
        services.AddSingleton<IValidateOptions<TestOptions>, TestOptionsValidator>();
        return services;
    }
}
